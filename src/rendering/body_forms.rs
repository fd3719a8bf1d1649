//! The `body` parameter: the forms of the text of sections in a response.

use super::html::to_html;
use super::markdown::{MarkdownFlavour, to_markdown};
use super::text::to_text;
use crate::content::Locale;
use crate::content::documents::SectionDocument;
use crate::string_enum;

string_enum! {
    /// A form of the text of a section.
    BodyForm {
        /// Portable Text, as `body`.
        PortableText = "portable-text",
        /// HTML, as `html`.
        Html = "html",
        /// Markdown, as `markdown`.
        Markdown = "markdown",
        /// Plain text, as `text`.
        Text = "text",
    }
}

/// The forms of the text of sections that a client requests.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BodyForms {
    /// The forms of the text of sections, separated by commas: `portable-text` as `body`, the others under their own names.
    #[param(
        inline,
        value_type = Option<Vec<BodyForm>>,
        style = Form,
        explode = false,
        min_items = 1,
        default = json!(["portable-text"])
    )]
    body: Vec<BodyForm>,
}

impl BodyForms {
    /// Creates the list of forms; the default is Portable Text.
    pub fn new(named: Option<Vec<BodyForm>>) -> Self {
        Self { body: named.unwrap_or_else(|| vec![BodyForm::PortableText]) }
    }

    /// Returns true if only the stored form is requested.
    pub fn is_stored_form(&self) -> bool {
        self.body == [BodyForm::PortableText]
    }

    /// Replaces the text of a section in the language of `locale` by the requested forms.
    pub fn apply(&self, section: &mut SectionDocument, locale: &Locale) {
        let body = section.body.take().unwrap_or_default();
        for form in &self.body {
            match form {
                BodyForm::Html => section.html = Some(to_html(&body, locale)),
                BodyForm::Markdown => section.markdown = Some(to_markdown(&body, MarkdownFlavour::Readable)),
                BodyForm::Text => section.text = Some(to_text(&body, locale)),
                BodyForm::PortableText => {}
            }
        }
        if self.body.contains(&BodyForm::PortableText) {
            section.body = Some(body);
        }
    }
}

//! The `body` parameter of reads of working copies: the form of the text of sections.

use serde_json::{Map, Value};
use utoipa::IntoParams;

use crate::content::section::SectionForm;
use crate::content::{Content, Section};
use crate::http::{NoQuery, Problem, QueryReader, ReadQuery};
use crate::management::source_markdown::source_markdown;

/// The query parameter, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameter, which is read into `SectionFormQuery`")]
pub(crate) struct SectionFormParams {
    /// The form of the text of sections; default: `portable-text`. With `markdown`, sections have `markdown` instead of
    /// `body`. A section that is saved with the Markdown that was read is unchanged.
    #[param(inline, nullable = false)]
    body: Option<SectionForm>,
}

/// The query of a read of an article or of sections.
#[derive(Debug)]
pub(crate) struct SectionFormQuery {
    /// The form.
    pub(crate) form: SectionForm,
}

impl ReadQuery for SectionFormQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { form: reader.enum_value("body").unwrap_or(SectionForm::PortableText) }
    }
}

impl From<SectionFormQuery> for SectionForm {
    fn from(query: SectionFormQuery) -> Self {
        query.form
    }
}

impl From<NoQuery> for SectionForm {
    fn from(_query: NoQuery) -> Self {
        Self::PortableText
    }
}

impl SectionForm {
    /// Returns the JSON of a section with its text in this form.
    pub(crate) fn section(self, section: &Section) -> Result<Value, Problem> {
        let mut json = serde_json::to_value(section).map_err(Problem::internal)?;
        if self == Self::Markdown
            && let Some(fields) = json.as_object_mut()
        {
            fields.shift_remove("body");
            fields.insert("markdown".to_owned(), Value::String(source_markdown(&section.body)?));
        }
        Ok(json)
    }

    /// Puts the sections of an article into its JSON in this form.
    pub(super) fn apply(self, json: &mut Map<String, Value>, content: &Content) -> Result<(), Problem> {
        let (Self::Markdown, Content::Article(article)) = (self, content) else { return Ok(()) };
        let sections = article.sections.iter().map(|section| self.section(section));
        json.insert("sections".to_owned(), Value::Array(sections.collect::<Result<_, _>>()?));
        Ok(())
    }
}

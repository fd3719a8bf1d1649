//! Unpublishing: the mode, and the explanation and alternative for readers. Proposals of it, and of publishing.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::decode::{ValueDecoder, decode_value};
use super::link::read_web_url;
use super::text::TextRule;
use super::{Id, Kind, ViolationCode, Violations};
use crate::string_enum;

/// The maximum length of an explanation, in characters.
pub const EXPLANATION_MAX: usize = 1000;

string_enum! {
    /// The response at the URL of an unpublished entity.
    UnpublishMode {
        /// A notice that it is gone.
        Gone = "gone",
        /// A redirect to the alternative. Articles only.
        Redirect = "redirect",
        /// The last published document with a notice; it is no longer in any list. Articles only.
        Withdrawn = "withdrawn",
    }
}

/// The mode, explanation and alternative of an unpublish. Serializes to the format that it is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unpublishing {
    /// The response that readers get from then on.
    pub mode: UnpublishMode,
    /// The explanation for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub explanation: Option<String>,
    /// The alternative for readers: the article `articleId`, or the page `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alternative: Option<Alternative>,
}

/// The alternative to an unpublished entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Alternative {
    /// Another article; its URL is resolved on each request.
    ArticleId(Id),
    /// A page on another site.
    Url(String),
}

impl PartialSchema for Alternative {
    /// An object with one of the two members.
    fn schema() -> RefOr<Schema> {
        let url = ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::Custom("uri".to_owned())));
        ObjectBuilder::new()
            .description(Some("The alternative to an unpublished entity: one of the two members."))
            .property("articleId", Ref::from_schema_name(Id::name()))
            .property("url", url.description(Some("A page on another site.")))
            .into()
    }
}

impl ToSchema for Alternative {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("AlternativeTarget")
    }
}

impl Default for Unpublishing {
    /// Gone, without an explanation.
    fn default() -> Self {
        Self { mode: UnpublishMode::Gone, explanation: None, alternative: None }
    }
}

impl Unpublishing {
    /// Reads the unpublishing of an entity of `kind`.
    pub fn read(kind: Kind, input: &serde_json::Value) -> Result<Self, Violations> {
        decode_value(input, |item| Self::read_item(kind, item))
    }

    /// Reads the unpublishing from a part of a larger input; see [`Unpublishing::read`].
    pub fn read_item(kind: Kind, item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        let mut fields = item.object()?;
        let default = (!fields.has("mode")).then_some(UnpublishMode::Gone);
        let mode = fields.optional("mode", |item| read_mode(kind, item)).or(default);
        let explanation = fields.optional("explanation", TextRule::lines(EXPLANATION_MAX).read());
        let alternative = fields.optional("alternative", Alternative::read);
        if mode == Some(UnpublishMode::Redirect) && !fields.has("alternative") {
            let detail = "\"alternative\" is required with mode redirect: it is the target of the redirect.";
            fields.reject::<()>("alternative", ViolationCode::Required, detail);
        }
        if mode == Some(UnpublishMode::Withdrawn) && !fields.has("explanation") {
            let detail = "\"explanation\" is required with mode withdrawn: it is the notice that readers see.";
            fields.reject::<()>("explanation", ViolationCode::Required, detail);
        }
        fields.finish();
        Some(Self { mode: mode?, explanation, alternative })
    }
}

fn read_mode(kind: Kind, item: &mut ValueDecoder<'_, '_>) -> Option<UnpublishMode> {
    let mode: UnpublishMode = item.string_enum()?;
    if mode == UnpublishMode::Gone || kind == Kind::Article {
        return Some(mode);
    }
    item.reject(
        ViolationCode::Mismatch,
        format!("Only articles can be unpublished with mode {mode}; a {kind} has no page of its own. Use mode gone."),
    )
}

impl Alternative {
    fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        let mut fields = item.object()?;
        let (has_article, has_url) = (fields.has("articleId"), fields.has("url"));
        let article = fields.optional("articleId", Id::read).map(Self::ArticleId);
        let url = fields.optional("url", read_web_url).map(Self::Url);
        if has_article && has_url {
            let detail = "\"url\" and \"articleId\" exclude each other; give one alternative.";
            fields.reject::<()>("url", ViolationCode::MutuallyExclusive, detail);
        }
        if !has_article && !has_url {
            let detail =
                "\"articleId\" or \"url\" is required: the article to read instead, or a page on another site.";
            fields.reject::<()>("articleId", ViolationCode::Required, detail);
        }
        fields.finish();
        article.or(url)
    }
}

/// The texts for readers beside the content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// The note about the change, shown once it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change_note: Option<String>,
    /// True if readers are notified of the change.
    #[serde(default)]
    pub major: bool,
    /// The mode, explanation and alternative of an unpublish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unpublish: Option<Unpublishing>,
}

impl Proposal {
    /// Returns true if nothing is proposed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

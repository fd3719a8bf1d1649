//! Endings: how a published thing is taken back, and what its readers are told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::{ValueDecoder, decode_value};
use super::link::read_web_url;
use super::text::TextRule;
use super::{Id, Kind, ViolationCode, Violations};
use crate::string_enum;

/// The most characters of an explanation.
pub const EXPLANATION_MAX: usize = 1000;

string_enum! {
    /// What readers find at the address of what was taken back.
    UnpublishMode {
        /// That it is gone.
        Gone = "gone",
        /// The way to its alternative. For articles only.
        Redirect = "redirect",
        /// The document as it stood, with a notice; it is in no list any more. For articles only.
        Withdrawn = "withdrawn",
    }
}

/// How to take something back. Written to JSON, it has the shape it is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unpublishing {
    /// What readers find from then on.
    pub mode: UnpublishMode,
    /// What they are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub explanation: Option<String>,
    /// Where they are led: to the article `articleId`, or to the page `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, nullable = false)]
    pub alternative: Option<Alternative>,
}

/// What to read instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Alternative {
    /// Another article, wherever it is found when somebody asks.
    ArticleId(Id),
    /// A page elsewhere.
    Url(String),
}

impl Default for Unpublishing {
    /// Gone without a word.
    fn default() -> Self {
        Self { mode: UnpublishMode::Gone, explanation: None, alternative: None }
    }
}

impl Unpublishing {
    /// Reads how to take back a thing of that kind.
    pub fn read(kind: Kind, input: &serde_json::Value) -> Result<Self, Violations> {
        decode_value(input, |item| Self::read_item(kind, item))
    }

    /// As [`Unpublishing::read`], of a part of a larger input.
    pub fn read_item(kind: Kind, item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        let mut fields = item.object()?;
        let mode = if fields.has("mode") {
            fields.optional("mode", |item| read_mode(kind, item))
        } else {
            Some(UnpublishMode::Gone)
        };
        let has_explanation = fields.has("explanation");
        let has_alternative = fields.has("alternative");
        let explanation = fields.optional("explanation", TextRule::lines(EXPLANATION_MAX).read());
        let alternative = fields.optional("alternative", Alternative::read);
        if mode == Some(UnpublishMode::Redirect) && !has_alternative {
            let detail = "\"alternative\" is required with mode redirect: say where readers are led.";
            fields.reject::<()>("alternative", ViolationCode::Required, detail);
        }
        if mode == Some(UnpublishMode::Withdrawn) && !has_explanation {
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
        format!("Only articles can be taken back as {mode}; a {kind} has no page of its own. Use gone."),
    )
}

impl Alternative {
    fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        let mut fields = item.object()?;
        let both = fields.has("articleId") && fields.has("url");
        let neither = !fields.has("articleId") && !fields.has("url");
        let article = fields.optional("articleId", Id::read).map(Self::ArticleId);
        let url = fields.optional("url", read_web_url).map(Self::Url);
        if both {
            let detail = "\"url\" does not go with \"articleId\"; name one alternative.";
            fields.reject::<()>("url", ViolationCode::MutuallyExclusive, detail);
        }
        if neither {
            let detail = "\"articleId\" or \"url\" is required: the article to read instead, or a page elsewhere.";
            fields.reject::<()>("articleId", ViolationCode::Required, detail);
        }
        fields.finish();
        article.or(url)
    }
}

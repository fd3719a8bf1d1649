//! Schemas of inputs of management in the OpenAPI document. `content` and `operations` read the values; tests compare
//! the two.

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::content::portable_text::Block;
use crate::content::{Id, Slug, UnpublishMode};

/// The precondition of every write to an existing entity.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header, which `http::IfMatch` reads")]
pub(super) struct IfMatchParam {
    /// The `ETag` of the version you have seen, or `*` for any version. If missing, the response is 428; if stale, 412.
    #[param(rename = "If-Match", required = true, example = "\"3\"")]
    if_match: String,
}

/// The options of publishing. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublishInput {
    /// True to publish the entities that it refers to with it, if they are not public yet. Otherwise, such references
    /// are a 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    include_references: Option<bool>,
    /// The note about the change, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    change_note: Option<String>,
    /// True if readers are notified of the change; requires `changeNote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    major: Option<bool>,
}

/// The options of unpublishing. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnpublishInput {
    /// The response that readers get from then on; default: `gone`. `redirect` and `withdrawn` are for articles only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    mode: Option<UnpublishMode>,
    /// The explanation for readers. Required with `withdrawn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    explanation: Option<String>,
    /// The alternative for readers. Required with `redirect`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    alternative: Option<AlternativeInput>,
}

/// The alternative for readers: one of the two members.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlternativeInput {
    /// Another article, which must be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    article_id: Option<Id>,
    /// A page on another site: `http` or `https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048, format = "uri", nullable = false)]
    url: Option<String>,
}

/// A section as an editor writes it: its text in `body` or in `markdown`, not in both.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SectionInput {
    /// The id; generated if absent. A section that keeps its anchor keeps its id.
    #[schema(nullable = false)]
    id: Option<Id>,
    /// The heading, if there is one.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    heading: Option<String>,
    /// The anchor for deep links; generated from the heading if absent.
    #[schema(nullable = false)]
    anchor: Option<Slug>,
    /// The text as Portable Text.
    #[schema(max_items = 500, nullable = false)]
    body: Option<Vec<Block>>,
    /// The text as Markdown: CommonMark, with GitHub's alerts for callouts, `<phrase:ID>` alone in a
    /// paragraph for a phrase, `[words](phrase:ID)` for a phrase in a sentence, `[words](article:ID#anchor)`
    /// for a link to an article, and `[label](url "call-to-action")` at the end of a paragraph for a button.
    #[schema(max_length = 100_000, nullable = false)]
    markdown: Option<String>,
}

/// A JSON Merge Patch of a section: `null` clears a field, `body` and `markdown` replace the whole text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SectionPatch {
    /// The id, which cannot change.
    id: Option<Id>,
    /// The heading.
    #[schema(min_length = 1, max_length = 200)]
    heading: Option<String>,
    /// The anchor for deep links; null for one that is generated from the heading.
    anchor: Option<Slug>,
    /// The text as Portable Text.
    #[schema(max_items = 500)]
    body: Option<Vec<Block>>,
    /// The text as Markdown, as in `SectionInput`.
    #[schema(max_length = 100_000)]
    markdown: Option<String>,
}

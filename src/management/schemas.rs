//! The schemas of management in the OpenAPI document. `content` and `operations` read and write the values; tests
//! compare the two.

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::operations::Warning;
use crate::content::credit::Credit;
use crate::content::phrase::Tone;
use crate::content::portable_text::Block;
use crate::content::resource::ResourceKind;
use crate::content::review::ReviewState;
use crate::content::seo::Seo;
use crate::content::topic::{TopicKind, TopicTranslation};
use crate::content::{Article, Id, Locale, Phrase, Resource, Slug, Timestamp, Topic, UnpublishMode};
use crate::http::PageInfo;
use crate::working_copies::WorkingCopyHead;

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
    include_references: Option<bool>,
    /// The note about the change, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    change_note: Option<String>,
    /// True if readers are notified of the change; requires `changeNote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    major: Option<bool>,
}

/// The options of unpublishing. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnpublishInput {
    /// The response that readers get from then on; default: `gone`. `redirect` and `withdrawn` are for articles only.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<UnpublishMode>,
    /// The explanation for readers. Required with `withdrawn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    explanation: Option<String>,
    /// The alternative for readers. Required with `redirect`.
    #[serde(skip_serializing_if = "Option::is_none")]
    alternative: Option<AlternativeInput>,
}

/// The alternative for readers: one of the two members.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlternativeInput {
    /// Another article, which must be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    article_id: Option<Id>,
    /// A page on another site: `http` or `https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048, format = "uri")]
    url: Option<String>,
}

macro_rules! working_copies {
    ($($content:ident => $copy:ident, $list:ident, $item:ty;)+) => {$(
        /// A working copy: its content and its status.
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct $copy {
            /// The common fields of all kinds.
            #[serde(flatten)]
            head: WorkingCopyHead,
            /// The fields of this kind.
            #[serde(flatten)]
            content: $content,
            /// The parts of this request's input that were changed or omitted, and the links to anchors that have no
            /// target now.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            warnings: Option<Vec<Warning>>,
        }

        /// A page of working copies.
        #[derive(Debug, Serialize, ToSchema)]
        pub(super) struct $list {
            /// The working copies.
            data: Vec<$item>,
            /// The position of the page in the list.
            page: PageInfo,
        }
    )+};
}

/// The fields of an article beside the common ones.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ArticleWorkingCopyContent)]
pub(super) struct ArticleWorkingCopyContent {
    /// Its content.
    #[serde(flatten)]
    content: Article,
    /// The state of the next review.
    review_state: ReviewState,
}

working_copies! {
    ArticleWorkingCopyContent => ArticleWorkingCopy, ArticleWorkingCopyList, ArticleWorkingCopySummary;
    Phrase => PhraseWorkingCopy, PhraseWorkingCopyList, PhraseWorkingCopy;
    Resource => ResourceWorkingCopy, ResourceWorkingCopyList, ResourceWorkingCopy;
    Topic => TopicWorkingCopy, TopicWorkingCopyList, TopicWorkingCopy;
}

/// The working copy of an entity of any kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes JSON that is written from working copies")]
#[schema(as = WorkingCopy)]
pub(super) enum AnyWorkingCopy {
    /// The working copy of an article.
    Article(ArticleWorkingCopy),
    /// The working copy of a phrase.
    Phrase(PhraseWorkingCopy),
    /// The working copy of a resource.
    Resource(ResourceWorkingCopy),
    /// The working copy of a topic.
    Topic(TopicWorkingCopy),
}

/// The working copy of an article in a list: without its sections.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArticleWorkingCopySummary {
    /// The common fields of all kinds.
    #[serde(flatten)]
    head: WorkingCopyHead,
    /// The language.
    locale: Locale,
    /// The slug.
    slug: Slug,
    /// The title.
    title: String,
    /// The line above the title.
    #[schema(nullable = false)]
    kicker: Option<String>,
    /// The summary, shown on cards.
    summary: String,
    /// The ids of its topics.
    topics: Vec<Id>,
    /// The ids of related resources.
    related: Vec<Id>,
    /// The authors.
    authors: Vec<Credit>,
    /// The reviewers.
    reviewers: Vec<Credit>,
    /// Time of the last review.
    #[schema(nullable = false)]
    last_reviewed_at: Option<Timestamp>,
    /// Time at which the next review is due.
    #[schema(nullable = false)]
    next_review_at: Option<Timestamp>,
    /// Metadata for search engines.
    seo: Seo,
    /// The id that the translations of an article share.
    translation_group_id: Id,
    /// The state of the next review.
    review_state: ReviewState,
}

/// A section as an editor writes it: its text in `body` or in `markdown`, not in both.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SectionInput {
    /// The id; generated if absent. A section that keeps its anchor keeps its id.
    id: Option<Id>,
    /// The heading, if there is one.
    #[schema(min_length = 1, max_length = 200)]
    heading: Option<String>,
    /// The anchor for deep links; generated from the heading if absent.
    anchor: Option<Slug>,
    /// The text as Portable Text.
    #[schema(max_items = 500)]
    body: Option<Vec<Block>>,
    /// The text as Markdown: CommonMark, with GitHub's alerts for callouts, `<phrase:ID>` alone in a
    /// paragraph for a phrase, `[words](phrase:ID)` for a phrase in a sentence, `[words](article:ID#anchor)`
    /// for a link to an article, and `[label](url "call-to-action")` at the end of a paragraph for a button.
    #[schema(max_length = 100_000)]
    markdown: Option<String>,
}

/// An article as an editor writes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArticleInput {
    /// An id of your own, a UUID of any version; makes creating safe to repeat.
    id: Option<Id>,
    /// The language.
    locale: Locale,
    /// The slug, unique within the locale.
    slug: Slug,
    /// The title.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// The line above the title.
    #[schema(min_length = 1, max_length = 100)]
    kicker: Option<String>,
    /// The summary, shown on cards.
    #[schema(min_length = 1, max_length = 500)]
    summary: String,
    /// The ids of its topics.
    #[schema(max_items = 20)]
    topics: Option<Vec<Id>>,
    /// The ids of related resources, in order.
    #[schema(max_items = 50)]
    related: Option<Vec<Id>>,
    /// The sections, in order.
    #[schema(max_items = 100)]
    sections: Option<Vec<SectionInput>>,
    /// The authors.
    #[schema(max_items = 20)]
    authors: Option<Vec<Credit>>,
    /// The reviewers.
    #[schema(max_items = 20)]
    reviewers: Option<Vec<Credit>>,
    /// Time of the last review.
    last_reviewed_at: Option<Timestamp>,
    /// Time at which the next review is due.
    next_review_at: Option<Timestamp>,
    /// Metadata for search engines.
    seo: Option<Seo>,
    /// The id that the translations of an article share: one article per locale. Generated if absent.
    translation_group_id: Option<Id>,
}

/// A JSON Merge Patch of an article; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArticlePatch {
    #[schema(nullable = false)]
    locale: Option<Locale>,
    #[schema(nullable = false)]
    slug: Option<Slug>,
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    title: Option<String>,
    #[schema(min_length = 1, max_length = 100)]
    kicker: Option<String>,
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    summary: Option<String>,
    #[schema(max_items = 20)]
    topics: Option<Vec<Id>>,
    #[schema(max_items = 50)]
    related: Option<Vec<Id>>,
    #[schema(max_items = 100)]
    sections: Option<Vec<SectionInput>>,
    #[schema(max_items = 20)]
    authors: Option<Vec<Credit>>,
    #[schema(max_items = 20)]
    reviewers: Option<Vec<Credit>>,
    last_reviewed_at: Option<Timestamp>,
    next_review_at: Option<Timestamp>,
    seo: Option<Seo>,
    translation_group_id: Option<Id>,
}

/// A JSON Merge Patch of a phrase; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhrasePatch {
    #[schema(nullable = false)]
    locale: Option<Locale>,
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    text: Option<String>,
    #[schema(nullable = false)]
    tone: Option<Tone>,
    #[schema(min_length = 1, max_length = 500)]
    instead_of: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    why: Option<String>,
    #[schema(max_items = 20)]
    topics: Option<Vec<Id>>,
}

/// A JSON Merge Patch of a resource; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResourcePatch {
    #[schema(nullable = false)]
    locale: Option<Locale>,
    #[schema(nullable = false)]
    kind: Option<ResourceKind>,
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    title: Option<String>,
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    excerpt: Option<String>,
    #[schema(max_length = 2048, format = "uri")]
    url: Option<String>,
    #[schema(max_length = 2048, format = "uri")]
    fallback_url: Option<String>,
    article_id: Option<Id>,
    #[schema(min_length = 1, max_length = 40, pattern = r"^[0-9+*#(][0-9 ()+*#./A-Z-]*$")]
    phone: Option<String>,
    #[schema(max_items = 50)]
    regions: Option<Vec<String>>,
    #[schema(max_items = 20)]
    topics: Option<Vec<Id>>,
}

/// A JSON Merge Patch of a topic; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TopicPatch {
    #[schema(nullable = false)]
    kind: Option<TopicKind>,
    #[schema(nullable = false)]
    slug: Option<Slug>,
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    #[schema(min_length = 1, max_length = 500)]
    description: Option<String>,
    parent_id: Option<Id>,
    translations: Option<std::collections::BTreeMap<String, TopicTranslation>>,
}

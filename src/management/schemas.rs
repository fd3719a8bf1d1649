//! The shapes of management as the OpenAPI document shows them. What is read and written is in
//! `content` and `operations`; tests hold the two together.

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

/// The precondition of every write to what exists.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the field is there to be described; `http::IfMatch` reads the header")]
pub(super) struct IfMatchParam {
    /// The `ETag` of the version you have seen, or `*` for whichever there is. Missing is 428, stale is 412.
    #[param(rename = "If-Match", required = true, example = "\"3\"")]
    if_match: String,
}

/// How to publish. All members may be left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublishInput {
    /// Whether what it refers to is published with it where that is not public yet. Without it that is a 409.
    #[serde(skip_serializing_if = "Option::is_none")]
    include_references: Option<bool>,
    /// What changed, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    change_note: Option<String>,
    /// Whether readers should be told of the change; needs `changeNote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    major: Option<bool>,
}

/// How to take something back. All members may be left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UnpublishInput {
    /// What readers find from then on; `gone` without it. `redirect` and `withdrawn` are for articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<UnpublishMode>,
    /// What readers are told. Required with `withdrawn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    explanation: Option<String>,
    /// What to read instead. Required with `redirect`.
    #[serde(skip_serializing_if = "Option::is_none")]
    alternative: Option<AlternativeInput>,
}

/// What to read instead: one of the two.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlternativeInput {
    /// Another article, which must be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    article_id: Option<Id>,
    /// A page elsewhere: `http` or `https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048, format = "uri")]
    url: Option<String>,
}

macro_rules! working_copies {
    ($($content:ident => $copy:ident, $list:ident, $item:ty;)+) => {$(
        /// A working copy: its content, and where it stands.
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct $copy {
            /// What every kind has.
            #[serde(flatten)]
            head: WorkingCopyHead,
            /// What this kind adds.
            #[serde(flatten)]
            content: $content,
            /// What of the input of this request was changed or left out, and which links to anchors lead nowhere now.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            warnings: Option<Vec<Warning>>,
        }

        /// A page of working copies.
        #[derive(Debug, Serialize, ToSchema)]
        pub(super) struct $list {
            /// The working copies.
            data: Vec<$item>,
            /// Which page this is.
            page: PageInfo,
        }
    )+};
}

/// What an article has beside what every kind has.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ArticleWorkingCopyContent)]
pub(super) struct ArticleWorkingCopyContent {
    /// Its content.
    #[serde(flatten)]
    content: Article,
    /// Whether its review is due.
    review_state: ReviewState,
}

working_copies! {
    ArticleWorkingCopyContent => ArticleWorkingCopy, ArticleWorkingCopyList, ArticleWorkingCopySummary;
    Phrase => PhraseWorkingCopy, PhraseWorkingCopyList, PhraseWorkingCopy;
    Resource => ResourceWorkingCopy, ResourceWorkingCopyList, ResourceWorkingCopy;
    Topic => TopicWorkingCopy, TopicWorkingCopyList, TopicWorkingCopy;
}

/// The working copy of a thing of whichever kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "the variants are there to be described")]
#[schema(as = WorkingCopy)]
pub(super) enum AnyWorkingCopy {
    /// Of an article.
    Article(ArticleWorkingCopy),
    /// Of a phrase.
    Phrase(PhraseWorkingCopy),
    /// Of a resource.
    Resource(ResourceWorkingCopy),
    /// Of a topic.
    Topic(TopicWorkingCopy),
}

/// An article's working copy as a list shows it: without its sections.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArticleWorkingCopySummary {
    /// What every kind has.
    #[serde(flatten)]
    head: WorkingCopyHead,
    /// The language it is written in.
    locale: Locale,
    /// Its word in addresses.
    slug: Slug,
    /// The title.
    title: String,
    /// The line over the title.
    #[schema(nullable = false)]
    kicker: Option<String>,
    /// The text of its card.
    summary: String,
    /// The topics it belongs to, by id.
    topics: Vec<Id>,
    /// The resources to go to next, by id.
    related: Vec<Id>,
    /// Who wrote it.
    authors: Vec<Credit>,
    /// Who checked it.
    reviewers: Vec<Credit>,
    /// When it was last checked.
    #[schema(nullable = false)]
    last_reviewed_at: Option<Timestamp>,
    /// When it should be checked again.
    #[schema(nullable = false)]
    next_review_at: Option<Timestamp>,
    /// What search engines are told.
    seo: Seo,
    /// Shared by the translations of one article.
    translation_group_id: Id,
    /// Whether its review is due.
    review_state: ReviewState,
}

/// A section as an editor writes it: its text in `body` or in `markdown`, not in both.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SectionInput {
    /// Its lasting name; made if absent. A section that keeps its anchor keeps its id.
    id: Option<Id>,
    /// Its heading, if it has one.
    #[schema(min_length = 1, max_length = 200)]
    heading: Option<String>,
    /// Its name in deep links; made from the heading if absent.
    anchor: Option<Slug>,
    /// Its text as Portable Text.
    #[schema(max_items = 500)]
    body: Option<Vec<Block>>,
    /// Its text as Markdown: CommonMark, with GitHub's alerts for callouts, `<phrase:ID>` alone in a
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
    /// The language it is written in.
    locale: Locale,
    /// Its word in addresses, unlike any other of its locale.
    slug: Slug,
    /// The title.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// The line over the title.
    #[schema(min_length = 1, max_length = 100)]
    kicker: Option<String>,
    /// The text of its card.
    #[schema(min_length = 1, max_length = 500)]
    summary: String,
    /// The topics it belongs to, by id.
    #[schema(max_items = 20)]
    topics: Option<Vec<Id>>,
    /// The resources to go to next, by id, in order.
    #[schema(max_items = 50)]
    related: Option<Vec<Id>>,
    /// Its parts, in order.
    #[schema(max_items = 100)]
    sections: Option<Vec<SectionInput>>,
    /// Who wrote it.
    #[schema(max_items = 20)]
    authors: Option<Vec<Credit>>,
    /// Who checked it.
    #[schema(max_items = 20)]
    reviewers: Option<Vec<Credit>>,
    /// When it was last checked.
    last_reviewed_at: Option<Timestamp>,
    /// When it should be checked again.
    next_review_at: Option<Timestamp>,
    /// What search engines are told.
    seo: Option<Seo>,
    /// Shared by the translations of one article: one article for each locale. Made if absent.
    translation_group_id: Option<Id>,
}

/// A merge patch of an article. `null` clears.
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

/// A merge patch of a phrase. `null` clears.
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

/// A merge patch of a resource. `null` clears.
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

/// A merge patch of a topic. `null` clears.
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

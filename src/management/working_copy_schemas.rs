//! The schemas of working copies in the OpenAPI document. `operations` writes the values; tests compare the two.

use serde::Serialize;
use utoipa::ToSchema;

use super::operations::InputWarning;
use crate::content::credit::Credit;
use crate::content::portable_text::Block;
use crate::content::review::ReviewState;
use crate::content::seo::Seo;
use crate::content::{Article, Id, Locale, Phrase, Resource, Slug, Timestamp, Topic};
use crate::http::PageInfo;
use crate::working_copies::WorkingCopyHead;

/// Declares the value of the member `type` of each kind, and the content of a revision with it.
macro_rules! types {
    ($($tag:ident { $variant:ident }, $revision:ident of $content:ident;)+) => {$(
        /// The value of `type`.
        #[derive(Debug, Clone, Copy, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) enum $tag {
            /// The only value.
            $variant,
        }

        /// The content of a revision.
        #[derive(Debug, Serialize, ToSchema)]
        pub(super) struct $revision {
            /// The kind of the entity.
            #[serde(rename = "type")]
            #[schema(inline)]
            entity_type: $tag,
            /// The content.
            #[serde(flatten)]
            content: $content,
        }

        impl From<$content> for $revision {
            fn from(content: $content) -> Self {
                Self { entity_type: $tag::$variant, content }
            }
        }
    )+};
}

types! {
    ArticleType { Article }, ArticleRevisionContent of Article;
    PhraseType { Phrase }, PhraseRevisionContent of Phrase;
    ResourceType { Resource }, ResourceRevisionContent of Resource;
    TopicType { Topic }, TopicRevisionContent of Topic;
}

macro_rules! working_copies {
    ($($content:ident, $tag:ident => $copy:ident, $list:ident, $item:ty;)+) => {$(
        /// A working copy: its content and its status.
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct $copy {
            /// The kind of the entity.
            #[serde(rename = "type")]
            #[schema(inline)]
            entity_type: $tag,
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
            warnings: Option<Vec<InputWarning>>,
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

working_copies! {
    ArticleWorkingCopyContent, ArticleType => ArticleWorkingCopy, ArticleWorkingCopyList, ArticleWorkingCopySummary;
    Phrase, PhraseType => PhraseWorkingCopy, PhraseWorkingCopyList, PhraseWorkingCopy;
    Resource, ResourceType => ResourceWorkingCopy, ResourceWorkingCopyList, ResourceWorkingCopy;
    Topic, TopicType => TopicWorkingCopy, TopicWorkingCopyList, TopicWorkingCopy;
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
pub(super) struct ArticleWorkingCopySummary {
    /// The kind of the entity.
    #[serde(rename = "type")]
    #[schema(inline)]
    entity_type: ArticleType,
    /// The common fields of all kinds.
    #[serde(flatten)]
    head: WorkingCopyHead,
    /// The fields of an article.
    #[serde(flatten)]
    fields: ArticleWorkingCopyFields,
}

/// The fields of an article beside its sections.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ArticleWorkingCopyFields {
    /// The language.
    locale: Locale,
    /// The slug. A draft may lack it; a publish requires it.
    #[schema(nullable = false)]
    slug: Option<Slug>,
    /// The title.
    title: String,
    /// The line above the title.
    #[schema(nullable = false)]
    kicker: Option<String>,
    /// The summary, shown on cards. A draft may lack it; a publish requires it.
    #[schema(nullable = false)]
    summary: Option<String>,
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

/// The fields of an article.
#[derive(Debug, Serialize, ToSchema)]
struct ArticleWorkingCopyContent {
    /// The fields beside the sections.
    #[serde(flatten)]
    fields: ArticleWorkingCopyFields,
    /// The sections, in order.
    sections: Vec<WorkingCopySection>,
}

/// A section of a working copy.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkingCopySection {
    /// The id.
    id: Id,
    /// The heading, if any.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    heading: Option<String>,
    /// The anchor for deep links, unique in the article.
    anchor: Slug,
    /// The text as Portable Text; absent with `body=markdown`.
    #[schema(nullable = false, max_items = 500)]
    body: Option<Vec<Block>>,
    /// The text as Markdown, with `body=markdown`. A section that is saved with this Markdown is unchanged.
    #[schema(nullable = false)]
    markdown: Option<String>,
    /// In the response to a change of this section: the parts of the input that were changed or omitted, and the links
    /// to anchors that have no target now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    warnings: Option<Vec<InputWarning>>,
}

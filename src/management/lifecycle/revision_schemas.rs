//! The schemas of revisions.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Action, Content, Status, Timestamp};
use crate::http::PageInfo;
use crate::management::working_copy_schemas::{
    ArticleRevisionContent, PhraseRevisionContent, ResourceRevisionContent, TopicRevisionContent,
};
use crate::working_copies::revisions;

/// A stored version of a working copy.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Revision)]
pub(super) struct RevisionView {
    /// The version of the working copy.
    #[schema(minimum = 1)]
    pub(super) version: i64,
    /// The time of the write.
    at: Timestamp,
    /// The actor: the name of the key, or the command.
    by: String,
    /// The action.
    action: Action,
    /// The status of the working copy at that time.
    status: Status,
    /// The note of the actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    note: Option<String>,
    /// True if its content was published with this version.
    published: bool,
    /// The digest of its content; equal for revisions with the same content.
    content_digest: String,
}

impl From<revisions::RevisionHead> for RevisionView {
    fn from(head: revisions::RevisionHead) -> Self {
        Self {
            version: head.version,
            at: head.at,
            by: head.actor_name,
            action: head.action,
            status: head.status,
            note: head.note,
            published: head.published,
            content_digest: head.content_digest,
        }
    }
}

/// A page of revisions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RevisionList {
    /// The revisions.
    data: Vec<RevisionView>,
    /// The position of the page in the list.
    page: PageInfo,
}

/// The content of an entity of any kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum RevisionContent {
    /// The content of an article.
    Article(Box<ArticleRevisionContent>),
    /// The content of a phrase.
    Phrase(PhraseRevisionContent),
    /// The content of a resource.
    Resource(ResourceRevisionContent),
    /// The content of a topic.
    Topic(TopicRevisionContent),
}

/// A revision with its content.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RevisionWithContent {
    /// The revision.
    #[serde(flatten)]
    revision: RevisionView,
    /// The content of the revision, including its references.
    content: RevisionContent,
}

impl From<revisions::Revision> for RevisionWithContent {
    fn from(revision: revisions::Revision) -> Self {
        Self { revision: revision.head.into(), content: revision.content.into() }
    }
}

impl From<Content> for RevisionContent {
    fn from(content: Content) -> Self {
        match content {
            Content::Article(article) => Self::Article(Box::new((*article).into())),
            Content::Phrase(phrase) => Self::Phrase(phrase.into()),
            Content::Resource(resource) => Self::Resource(resource.into()),
            Content::Topic(topic) => Self::Topic(topic.into()),
        }
    }
}

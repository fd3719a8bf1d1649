//! The schemas of revisions.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Action, Article, Content, Phrase, Resource, Status, Timestamp, Topic};
use crate::http::PageInfo;
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
#[schema(as = RevisionContent)]
#[expect(dead_code, reason = "describes JSON that is written from `Content`")]
enum AnyContent {
    /// The content of an article.
    Article(Article),
    /// The content of a phrase.
    Phrase(Phrase),
    /// The content of a resource.
    Resource(Resource),
    /// The content of a topic.
    Topic(Topic),
}

/// A revision with its content.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RevisionWithContent {
    /// The revision.
    #[serde(flatten)]
    revision: RevisionView,
    /// The content of the revision, including its references.
    #[schema(value_type = AnyContent)]
    content: Content,
}

impl From<revisions::Revision> for RevisionWithContent {
    fn from(revision: revisions::Revision) -> Self {
        Self { revision: revision.head.into(), content: revision.content }
    }
}

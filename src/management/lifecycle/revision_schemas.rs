//! The shapes of revisions as they are answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Action, Article, Content, Phrase, Resource, Status, Timestamp, Topic};
use crate::http::PageInfo;
use crate::working_copies::revisions;

/// A version of a working copy, as it was kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Revision)]
pub(super) struct RevisionView {
    /// The version of the working copy that it shows.
    #[schema(minimum = 1)]
    pub(super) version: i64,
    /// When it was made.
    at: Timestamp,
    /// Who made it: the name of their key, or the command.
    by: String,
    /// What they did.
    action: Action,
    /// Where the working copy stood then.
    status: Status,
    /// What they said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    note: Option<String>,
    /// Whether its content was made public with it.
    published: bool,
    /// The digest of its content: revisions with the same content have the same.
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
    /// Which page this is.
    page: PageInfo,
}

/// The content of a thing of whichever kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = RevisionContent)]
#[expect(dead_code, reason = "the variants are there to be described; `Content` is what is written")]
enum AnyContent {
    /// Of an article.
    Article(Article),
    /// Of a phrase.
    Phrase(Phrase),
    /// Of a resource.
    Resource(Resource),
    /// Of a topic.
    Topic(Topic),
}

/// A version of a working copy with its content.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RevisionWithContent {
    /// What it is.
    #[serde(flatten)]
    revision: RevisionView,
    /// The content as it was, references included.
    #[schema(value_type = AnyContent)]
    content: Content,
}

impl From<revisions::Revision> for RevisionWithContent {
    fn from(revision: revisions::Revision) -> Self {
        Self { revision: revision.head.into(), content: revision.content }
    }
}

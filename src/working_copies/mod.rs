//! Working copies: what editors change, kept relationally, each save a new version.
//!
//! Owns the working tables. Must not know how a save was asked for, nor that anything is ever public:
//! publishing reads from here, delivery never does.

mod articles;
mod checking;
mod listing;
mod phrases;
mod references;
mod resources;
mod reviews;
pub mod revisions;
mod saving;
pub mod schedules;
mod search;
mod store;
mod topics;
pub mod transfer;
pub mod workflow;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Action, Actor, Content, Id, Kind, Status, Timestamp, ViolationCode, Violations};
use crate::db;
use crate::links::LinkStatus;

pub use articles::TranslationHead;
pub use articles::store::{find_original, list_translations};
pub use checking::{WorkingFlaw, WorkingFlawKind, check};
pub use listing::store::{count, list};
pub use listing::{ListFilter, ListOrder, ListRange};
pub use references::store::{MissingReference, missing, numbered, references_to, scheduled_users, users};
pub use reviews::DueReview;
pub use reviews::store::{due_reviews, remind};
pub use revisions::store::begin as begin_revisions;
pub use saving::store::{
    insert, insert_together, mark_published, mark_unpublished, purge, replace, restore, return_to_published, take_step,
    transition, trash,
};
pub use schedules::{Schedule, ScheduledTimes};
pub use search::store::{begin as begin_search, reindex, search};
pub use search::{FoundCopies, FoundCopy};
pub use store::{
    exists, find, find_article, find_by_source, find_slug, imported_digest, labels, public_since, published_version,
    set_imported_digest, set_public_since, set_source,
};
pub use workflow::WorkflowState;

/// Who does what to a working copy, and what they say of it: what its revision and the audit log keep.
#[derive(Debug, Clone, Copy)]
pub struct Deed<'d> {
    /// Who.
    pub actor: &'d Actor,
    /// Does what.
    pub action: Action,
    /// What they say of it.
    pub note: Option<&'d str>,
}

/// One thing as editors see it: its content, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkingCopy {
    /// What every kind has.
    pub head: Head,
    /// What this kind adds.
    pub content: Content,
}

/// What every working copy has, whatever its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkingCopyHead)]
pub struct Head {
    /// Its lasting name.
    pub id: Id,
    /// Which kind of thing it is.
    #[serde(skip)]
    pub kind: Kind,
    /// Grows by one with every write.
    pub version: i64,
    /// Where it stands in its life.
    pub status: Status,
    /// The version that is public, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_version: Option<i64>,
    /// The latest step of the work flow since it was last published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub workflow: Option<WorkflowState>,
    /// What is to happen to it at a set time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub schedule: Option<ScheduledTimes>,
    /// How the links of what is public of it were found: that of the worst. Absent until one was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link_status: Option<LinkStatus>,
    /// When the link that was looked at longest ago was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_checked_at: Option<Timestamp>,
    /// Its name in the system it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source_id: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
}

impl Head {
    /// Whether it is public.
    pub fn is_published(&self) -> bool {
        self.published_version.is_some()
    }

    /// Whether it is in the trash.
    pub fn is_trashed(&self) -> bool {
        self.status == Status::Trashed
    }

    /// Whether it is to be published at a set time, as it stands until then.
    pub fn is_scheduled(&self) -> bool {
        self.status == Status::Scheduled
    }

    /// Whether it was written since it was published, or never was.
    pub fn has_changes(&self) -> bool {
        self.published_version != Some(self.version)
    }
}

/// One thing that refers to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: Kind,
    /// What editors know it by.
    pub label: String,
}

impl std::fmt::Display for User {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} (\"{}\")", self.kind, self.id, self.label)
    }
}

/// Why a working copy could not be saved or deleted.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The content names things that do not exist.
    #[error("{0}")]
    Invalid(Violations),
    /// Another thing has the slug.
    #[error("the slug \"{slug}\" belongs to the {kind} {id}")]
    SlugInUse {
        /// The slug.
        slug: String,
        /// What kind of thing has it.
        kind: Kind,
        /// Which one.
        id: Id,
    },
    /// The translation group already has an article of this locale.
    #[error("the translation group already has the locale {locale} in the article {id}")]
    TranslationExists {
        /// The locale.
        locale: String,
        /// The article.
        id: Id,
    },
    /// Another thing has the id.
    #[error("the id {0} belongs to another thing")]
    IdInUse(Id),
    /// Other things refer to it.
    #[error("others refer to it")]
    InUse(Vec<User>),
    /// It is to be published as it stands.
    #[error("the {kind} {id} is scheduled to be published")]
    Scheduled {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: Id,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl SaveError {
    /// One value of the content is wrong.
    fn invalid(pointer: impl Into<String>, code: ViolationCode, detail: impl Into<String>) -> Self {
        Self::Invalid(Violations::one(pointer, code, detail))
    }
}

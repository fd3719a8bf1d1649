//! The audit log: actor, action, subject and time. Records are appended in the transaction of the action, and the database
//! refuses to change or delete them.
//!
//! Must not know what the actions do.

mod store;

use crate::content::{Action, Actor, SubjectKind, Timestamp};

pub use store::{append, count, has_acted, last, list, since};

/// A record to be appended.
#[derive(Debug, Clone, Copy)]
pub struct NewAuditRecord<'e> {
    /// Who.
    pub actor: &'e Actor,
    /// Did what.
    pub action: Action,
    /// To what kind of thing.
    pub subject_kind: SubjectKind,
    /// Which one.
    pub subject_id: &'e str,
    /// Its version before, if it has versions and there was one.
    pub from_version: Option<i64>,
    /// Its version after, if it has versions and there is one.
    pub to_version: Option<i64>,
    /// What the actor said about it.
    pub note: Option<&'e str>,
}

/// A stored record.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// Its number; a later row has a greater one.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// Did what.
    pub action: Action,
    /// To what kind of thing.
    pub subject_kind: SubjectKind,
    /// Which one.
    pub subject_id: String,
    /// Its version before.
    pub from_version: Option<i64>,
    /// Its version after.
    pub to_version: Option<i64>,
    /// What the actor said about it.
    pub note: Option<String>,
}

/// The conditions of a list, all of which must hold.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// About the thing of this id.
    pub subject: Option<String>,
    /// About things of this kind.
    pub kind: Option<SubjectKind>,
    /// By the key of this id.
    pub actor: Option<String>,
    /// Of this action.
    pub action: Option<Action>,
    /// Of the request of this id.
    pub request_id: Option<String>,
    /// Then or later.
    pub from: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
}

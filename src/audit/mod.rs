//! The audit log: actor, action, subject and time. Records are appended in the transaction of the action, and the database
//! refuses to change or delete them.
//!
//! Must not know what the actions do.

mod store;

use crate::content::{Action, Actor, SubjectKind, Timestamp};

pub use store::{append, count, has_acted, last, last_content_seq, list, since};

/// A record to be appended.
#[derive(Debug, Clone, Copy)]
pub struct NewAuditRecord<'e> {
    /// The actor.
    pub actor: &'e Actor,
    /// The action.
    pub action: Action,
    /// The kind of the subject.
    pub subject_kind: SubjectKind,
    /// The id of the subject.
    pub subject_id: &'e str,
    /// The version before, if the subject has versions and existed.
    pub from_version: Option<i64>,
    /// The version after, if the subject has versions and still exists.
    pub to_version: Option<i64>,
    /// The note of the actor.
    pub note: Option<&'e str>,
}

/// A stored record.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// The number of the record, in ascending order.
    pub seq: i64,
    /// The time of the action.
    pub at: Timestamp,
    /// The actor.
    pub actor: Actor,
    /// The action.
    pub action: Action,
    /// The kind of the subject.
    pub subject_kind: SubjectKind,
    /// The id of the subject.
    pub subject_id: String,
    /// The version before.
    pub from_version: Option<i64>,
    /// The version after.
    pub to_version: Option<i64>,
    /// The note of the actor.
    pub note: Option<String>,
}

/// The filter of a list. A record must match all conditions.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// The id of the subject.
    pub subject: Option<String>,
    /// The kind of the subject.
    pub kind: Option<SubjectKind>,
    /// The id of the actor's key.
    pub actor: Option<String>,
    /// The action.
    pub action: Option<Action>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// The earliest time, inclusive.
    pub from: Option<Timestamp>,
    /// The latest time, exclusive.
    pub until: Option<Timestamp>,
}

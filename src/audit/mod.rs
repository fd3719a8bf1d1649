//! The audit log: who did what, to what, when. Rows are appended in the transaction of what they tell of,
//! and the database refuses to change or delete them.
//!
//! Must not know what the actions do.

mod store;

use crate::content::{Action, Actor, SubjectKind};

pub use store::append;

/// One row to be appended.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'e> {
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

//! Checking working copies: that each can be read, is what its latest revision says, and is found by its words.
//!
//! Reads only. Must not know who looks, nor that anything is ever public.

mod store;

pub use store::check;

use crate::content::{Id, Kind};

/// A working copy that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingFlaw {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// What is wrong.
    pub what: WorkingFlawKind,
}

/// What is wrong with a working copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkingFlawKind {
    /// It cannot be read.
    Unreadable(String),
    /// It breaks a rule of what is written: where, and which.
    Invalid(String),
    /// A revision does, or cannot be read.
    InvalidRevision(i64, String),
    /// It says otherwise than the revision of its version.
    Revision(i64),
    /// It is not found by what it says.
    NotFound,
}

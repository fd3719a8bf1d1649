//! Integrity of what is public, checked and repaired for `cairn doctor`.

mod check;
mod issue;
mod recover;
mod repair;
mod store;

pub use check::{IntegrityReport, check};
pub use issue::{IntegrityIssue, IntegrityIssueKind, can_rebuild};
pub use repair::repair;

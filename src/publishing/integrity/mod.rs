//! Integrity of published data: check and repair, for `cairn doctor`.

mod check;
mod issue;
mod repair;
mod store;

pub use check::{IntegrityReport, check};
pub use issue::{IntegrityIssue, IntegrityIssueKind, can_rebuild};
pub use repair::repair;

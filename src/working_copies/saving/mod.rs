//! Everything that changes a working copy: each change is a version, a revision and a row of the audit log.

pub(super) mod store;

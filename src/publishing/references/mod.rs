//! Who names whom in the documents that readers see: in what is published, and in what was withdrawn and is shown on.
//!
//! Must not know what a document is made of beside its references.

pub(super) mod store;

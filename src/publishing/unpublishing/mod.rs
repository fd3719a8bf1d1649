//! Unpublishing of entities, and later changes of its options.

mod batch;
mod change;
mod check;
mod unpublish;

pub(super) use batch::UnpublishBatch;
pub use change::{discard_withdrawn_document, is_withdrawn};
pub(super) use check::{check_alternative, check_approval};
pub use unpublish::{DependentPolicy, unpublish};
pub(super) use unpublish::{blocking_referrers, unpublish_at};

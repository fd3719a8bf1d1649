//! Batches: many writes in one transaction, all or nothing.
//!
//! Owns the envelope and the table of batch operations. Must not know how a write is done: it calls the same functions
//! as the endpoints.

mod post;
mod table;

pub(super) use post::OPERATIONS_MAX;

use crate::management::endpoints::endpoints;

endpoints! {
    post::PATH => post post::run_batch;
}

//! Many writes in one transaction, all or nothing.
//!
//! Owns the envelope and the table of what it can hold. Must not know how a write is done: that is what the endpoints
//! call too.

mod post;
mod table;

use crate::management::endpoints::endpoints;

endpoints! {
    post::PATH => post post::run_batch;
}

//! The operations of collections as a batch calls them.

use crate::http::Problem;
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{
    ForceQuery, Reply, SaveQuery, WriteContext, create_in_tx, delete_in_tx, patch_in_tx, replace_in_tx,
};

/// Runs the endpoint `create` as an operation of a batch.
pub(super) fn create(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(create_in_tx(tx, call.target.kind, call.body, note.as_deref()))
}

/// Runs the endpoint `replace` as an operation of a batch.
pub(super) fn replace(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(replace_in_tx(tx, &call.target, call.body, note.as_deref()))
}

/// Runs the endpoint `update` as an operation of a batch.
pub(super) fn update(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(patch_in_tx(tx, &call.target, call.body, note.as_deref()))
}

/// Runs the endpoint `delete` as an operation of a batch.
pub(super) fn delete(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: ForceQuery = call.read_query()?;
    delete_in_tx(tx, &call.target, query)?;
    Ok(Reply::empty())
}

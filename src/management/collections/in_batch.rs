//! The operations of collections as a batch calls them.

use crate::http::{NoQuery, Problem};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{
    ForceQuery, Reply, SaveQuery, WriteContext, create_in_tx, delete_in_tx, patch_in_tx, publish_in_tx, replace_in_tx,
    unpublish_in_tx,
};

/// As the endpoint `create`, in a batch.
pub(super) fn create(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(create_in_tx(tx, call.target.kind, call.body, note.as_deref()))
}

/// As the endpoint `replace`, in a batch.
pub(super) fn replace(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(replace_in_tx(tx, &call.target, call.body, note.as_deref()))
}

/// As the endpoint `update`, in a batch.
pub(super) fn update(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    to_reply(patch_in_tx(tx, &call.target, call.body, note.as_deref()))
}

/// As the endpoint `delete`, in a batch.
pub(super) fn delete(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: ForceQuery = call.read_query()?;
    delete_in_tx(tx, &call.target, query)?;
    Ok(Reply::empty())
}

/// As the endpoint `publish`, in a batch.
pub(super) fn publish(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    to_reply(publish_in_tx(tx, &call.target, &call.body))
}

/// As the endpoint `unpublish`, in a batch.
pub(super) fn unpublish(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: ForceQuery = call.read_query()?;
    to_reply(unpublish_in_tx(tx, &call.target, query, &call.body))
}

//! Deleting an entity permanently.

use actix_web::HttpResponse;

use super::paths::PURGE;
use crate::auth::Editor;
use crate::content::Action;
use crate::http::{EntityPath, EntityPathParams, IfMatch, NoQuery, Problem, Query};
use crate::management::batch_call::BatchCall;
use crate::management::operations::{OpContext, Reply, WriteContext, WriteTarget, write};
use crate::management::schemas::IfMatchParam;
use crate::publishing;
use crate::working_copies;

/// Delete an entity permanently
///
/// Deletes an entity in the trash and its revisions; only the audit log keeps a record. Its id can be used again.
/// Refused with 409 if the entity is not in the trash. Needs the role `editor`.
#[utoipa::path(
    post,
    path = PURGE,
    operation_id = "purge",
    tag = "manage",
    params(EntityPathParams, IfMatchParam),
    responses((status = 204, description = "Removed")),
    security(("apiKey" = [])),
)]
pub(super) async fn purge(
    _caller: Editor,
    context: OpContext,
    entity: EntityPath,
    _query: Query<NoQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    write(&context, move |tx| purge_in_tx(tx, &target)).await?;
    Ok(Reply::empty().respond())
}

/// Runs [`purge`] within a transaction.
fn purge_in_tx(tx: &mut WriteContext<'_>, target: &WriteTarget) -> Result<(), Problem> {
    let copy = tx.load_trashed(target)?;
    // Deletion does this too, but did not in earlier versions of the server.
    publishing::discard_withdrawn_document(tx.connection, &copy)?;
    Ok(working_copies::purge(tx.connection, &tx.change_context(Action::Purge, None), &copy)?)
}

/// Runs [`purge`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    purge_in_tx(tx, &call.target)?;
    Ok(Reply::empty())
}

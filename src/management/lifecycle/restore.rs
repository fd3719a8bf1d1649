//! Restoring a working copy from the trash.

use actix_web::HttpResponse;

use super::missing_references::{DropQuery, drop_missing_references};
use super::paths::RESTORE;
use crate::auth::Author;
use crate::content::Action;
use crate::http::{EntityPath, EntityPathParams, IfMatch, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{OpContext, Reply, WriteContext, WriteOutcome, WriteTarget, write_and_respond};
use crate::management::schemas::IfMatchParam;
use crate::management::working_copy_schemas::AnyWorkingCopy;
use crate::working_copies;

/// Restore an entity from the trash
///
/// Restores the status, content and references from before the deletion; publishes nothing. If entities that the
/// content refers to are missing, the response is 422 with each such reference, unless `dropMissingReferences=true`
/// omits them. The result is then a new version, written by the caller, and an approved entity returns to review.
/// Refused with 409 if another entity has its slug now. Needs the role `author`.
#[utoipa::path(
    post,
    path = RESTORE,
    operation_id = "restore",
    tag = "manage",
    params(EntityPathParams, IfMatchParam, DropQuery),
    responses(
        (status = 200, description = "Restored from the trash", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn restore(
    _caller: Author,
    context: OpContext,
    entity: EntityPath,
    query: Query<DropQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    write_and_respond(&context, move |tx| restore_in_tx(tx, &target, query.0)).await
}

/// Runs [`restore`] within a transaction.
fn restore_in_tx(tx: &mut WriteContext<'_>, target: &WriteTarget, query: DropQuery) -> Result<WriteOutcome, Problem> {
    let copy = tx.load_trashed(target)?;
    let (content, warnings) = drop_missing_references(tx, target.id, copy.content.clone(), query)?;
    let change_context = tx.change_context(Action::Restore, None);
    let copy = working_copies::restore(tx.connection, &change_context, copy, content)?;
    Ok(WriteOutcome { warnings, ..WriteOutcome::done(copy) })
}

/// Runs [`restore`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: DropQuery = call.read_query()?;
    to_reply(restore_in_tx(tx, &call.target, query))
}

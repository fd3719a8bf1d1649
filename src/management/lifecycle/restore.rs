//! Taking a working copy out of the trash.

use actix_web::HttpResponse;

use super::missing_references::{DropQuery, drop_missing_references};
use super::paths::RESTORE;
use crate::auth::Author;
use crate::content::Action;
use crate::http::{ChangeErrors, EntityPath, EntityPathParams, IfMatch, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{OpContext, Reply, WriteContext, WriteOutcome, WriteTarget, write_and_respond};
use crate::management::schemas::{AnyWorkingCopy, IfMatchParam};
use crate::working_copies;

/// Take a thing out of the trash
///
/// It stands where it stood before it was deleted, its content and references as they were; it is not published
/// by it. Where something it refers to is gone, it is refused with 422 and each such reference, unless
/// `dropMissingReferences=true` lets it be left out; that is a version of its own, written by whoever asks for it, and what
/// was approved is to be reviewed again then. Refused with 409 where its slug has another owner by now. Needs the role
/// `author`.
#[utoipa::path(
    post,
    path = RESTORE,
    operation_id = "restore",
    tag = "manage",
    params(EntityPathParams, IfMatchParam, DropQuery),
    responses(
        (status = 200, description = "Out of the trash", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
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

/// As [`restore`], within a transaction.
fn restore_in_tx(tx: &mut WriteContext<'_>, target: &WriteTarget, query: DropQuery) -> Result<WriteOutcome, Problem> {
    let copy = tx.load_trashed(target)?;
    let (content, warnings) = drop_missing_references(tx, target.id, copy.content.clone(), query)?;
    let change_context = tx.change_context(Action::Restore, None);
    let copy = working_copies::restore(tx.connection, &change_context, copy, content)?;
    Ok(WriteOutcome { warnings, ..WriteOutcome::done(copy) })
}

/// As [`restore`], in a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: DropQuery = call.read_query()?;
    to_reply(restore_in_tx(tx, &call.target, query))
}

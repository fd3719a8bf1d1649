//! Restoring the content of a revision.

use actix_web::HttpResponse;

use super::find::find_revision;
use super::missing_references::{DropQuery, RestoreQuery, drop_missing_references};
use super::paths::RESTORE_REVISION;
use crate::auth::Author;
use crate::content::Action;
use crate::http::{EntityPath, EntityPathParams, IfMatch, PathVersion, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{
    OpContext, Reply, SaveParams, WriteContext, WriteOutcome, WriteTarget, warnings_of_save, write_and_respond,
};
use crate::management::schemas::IfMatchParam;
use crate::management::working_copy_schemas::AnyWorkingCopy;

/// Restore the content of a revision
///
/// Makes a new version with the content of the revision, including its references and the ids of its sections. The
/// versions in between stay; publishes nothing. If the content is the same already, nothing happens. If entities that
/// it refers to are missing, the response is 422 with each such reference, unless `dropMissingReferences=true` omits
/// them. Refused with 409 if another entity has its slug now. Needs the role `author`.
#[utoipa::path(
    post,
    path = RESTORE_REVISION,
    operation_id = "restore_revision",
    tag = "manage",
    params(
        EntityPathParams,
        ("version" = i64, Path, description = "The version to restore", minimum = 1),
        IfMatchParam,
        SaveParams,
        DropQuery,
    ),
    responses(
        (status = 200, description = "Saved as the next version", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn restore_revision(
    _caller: Author,
    context: OpContext,
    entity: EntityPath,
    version: PathVersion,
    query: Query<RestoreQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    write_and_respond(&context, move |tx| restore_revision_in_tx(tx, &target, version.0, &query.0)).await
}

/// Runs [`restore_revision`] within a transaction.
fn restore_revision_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    version: i64,
    query: &RestoreQuery,
) -> Result<WriteOutcome, Problem> {
    let current = tx.load_active(target)?;
    let revision = find_revision(tx.connection, EntityPath { kind: target.kind, id: target.id }, version)?;
    // The revision may be older than a rule that it breaks.
    revision.content.check()?;
    let own = format!("As it was in version {version}.");
    let note = Some(query.note.as_deref().unwrap_or(&own));
    let (content, mut warnings) = drop_missing_references(tx, target.id, revision.content, query.drop)?;
    let before = current.content.clone();
    let copy = tx.save_as(Action::RestoreRevision, current, content, note)?;
    warnings.extend(warnings_of_save(tx.connection, target.id, &before, &copy.content)?);
    Ok(WriteOutcome { warnings, ..WriteOutcome::done(copy) })
}

/// Runs [`restore_revision`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: RestoreQuery = call.read_query()?;
    to_reply(restore_revision_in_tx(tx, &call.target, call.version, &query))
}

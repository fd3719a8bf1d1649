//! Cancelling the schedule of a working copy.

use actix_web::HttpResponse;

use super::paths::SCHEDULE;
use crate::auth::Editor;
use crate::content::ChangeAction;
use crate::http::{EntityPath, EntityPathParams, IfMatch, Problem, Query, QueryReader, ReadQuery};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{OpContext, Reply, WriteContext, WriteOutcome, WriteTarget, write_and_respond};
use crate::management::schemas::IfMatchParam;
use crate::management::working_copy_schemas::AnyWorkingCopy;
use crate::publishing;

/// The query of a cancellation.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(in crate::management) struct UnscheduleQuery {
    /// Only this action; default: both.
    #[param(nullable = false)]
    pub(in crate::management) action: Option<ChangeAction>,
}

impl ReadQuery for UnscheduleQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { action: reader.enum_value("action") }
    }
}

/// Cancel the schedule of an entity
///
/// Restores the workflow status from before the schedule; the entity can be edited again. Returns 404 if nothing is
/// scheduled for it. Needs the role `editor`.
#[utoipa::path(
    delete,
    path = SCHEDULE,
    operation_id = "cancel_schedule",
    tag = "manage",
    params(EntityPathParams, UnscheduleQuery, IfMatchParam),
    responses(
        (status = 200, description = "Cancelled", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn unschedule(
    _caller: Editor,
    context: OpContext,
    entity: EntityPath,
    query: Query<UnscheduleQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    let action = query.0.action;
    write_and_respond(&context, move |tx| unschedule_in_tx(tx, &target, action)).await
}

/// Runs [`unschedule`] within a transaction.
fn unschedule_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    action: Option<ChangeAction>,
) -> Result<WriteOutcome, Problem> {
    let copy = tx.load_active(target)?;
    Ok(WriteOutcome::done(publishing::cancel_schedule(tx.connection, tx.actor, copy, action)?))
}

/// Runs [`unschedule`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: UnscheduleQuery = call.read_query()?;
    to_reply(unschedule_in_tx(tx, &call.target, query.action))
}

//! Giving up what is scheduled for a working copy.

use actix_web::HttpResponse;

use super::super::operations::{Desk, Outcome, Work, write_and_answer};
use super::super::schemas::{IfMatchParam, WorkingCopy};
use super::SCHEDULE;
use crate::auth::Editor;
use crate::content::{ChangeAction, Id, Kind};
use crate::http::{DeleteErrors, IfMatch, PathThing, PathThingParams, Problem, Query, QueryReader, ReadQuery};
use crate::publishing;

/// Which of what is scheduled to give up.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(in crate::management) struct UnscheduleQuery {
    /// Only this; both without it.
    #[param(nullable = false)]
    pub(in crate::management) action: Option<ChangeAction>,
}

impl ReadQuery for UnscheduleQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { action: reader.word("action") }
    }
}

/// Cancel the schedule of a thing
///
/// It stands where it stood in the work flow before, and can be edited again. A thing that nothing is scheduled for is
/// 404. Needs the role `editor`.
#[utoipa::path(
    delete,
    path = SCHEDULE,
    operation_id = "cancel_schedule",
    tag = "manage",
    params(PathThingParams, UnscheduleQuery, IfMatchParam),
    responses(
        (status = 200, description = "Cancelled", body = WorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        DeleteErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn unschedule(
    _caller: Editor,
    desk: Desk,
    thing: PathThing,
    query: Query<UnscheduleQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    let action = query.0.action;
    write_and_answer(&desk, move |work| unschedule_within(work, kind, id, &if_match, action)).await
}

/// As [`unschedule`], within a transaction.
pub(in crate::management) fn unschedule_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    action: Option<ChangeAction>,
) -> Result<Outcome, Problem> {
    let copy = work.usable(kind, id, if_match)?;
    Ok(Outcome::done(publishing::cancel(work.connection, work.actor, copy, action)?))
}

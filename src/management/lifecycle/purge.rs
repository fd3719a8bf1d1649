//! Removing a thing for good.

use actix_web::HttpResponse;

use super::super::operations::{Desk, Reply, Work, write};
use super::super::schemas::IfMatchParam;
use super::PURGE;
use crate::auth::Editor;
use crate::content::{Action, Id, Kind};
use crate::http::{DeleteErrors, IfMatch, NoQuery, PathThing, PathThingParams, Problem, Query};
use crate::publishing;
use crate::working_copies;

/// Remove a thing from the trash for good
///
/// Its revisions go with it; only the audit log remembers it. Its id can be used again. Refused with 409 for what is
/// not in the trash. Needs the role `editor`.
#[utoipa::path(
    post,
    path = PURGE,
    operation_id = "purge_thing",
    tag = "manage",
    params(PathThingParams, IfMatchParam),
    responses((status = 204, description = "Removed"), DeleteErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn purge(
    _caller: Editor,
    desk: Desk,
    thing: PathThing,
    _query: Query<NoQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    write(&desk, move |work| purge_within(work, kind, id, &if_match)).await?;
    Ok(Reply::empty().respond())
}

/// As [`purge`], within a transaction.
pub(in crate::management) fn purge_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
) -> Result<(), Problem> {
    let copy = work.trashed(kind, id, if_match)?;
    // Deleting it did this already, unless that was before deleting did.
    publishing::end_withdrawn(work.connection, &copy)?;
    Ok(working_copies::purge(work.connection, &work.deed(Action::Purge, None), &copy)?)
}

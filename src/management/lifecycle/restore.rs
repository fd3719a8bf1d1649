//! Taking a working copy out of the trash.

use actix_web::HttpResponse;

use super::super::operations::{Desk, Outcome, Work, write_and_answer};
use super::super::schemas::{IfMatchParam, WorkingCopy};
use super::RESTORE;
use super::leaving_out::{DropQuery, restorable};
use crate::auth::Author;
use crate::content::{Action, Id, Kind};
use crate::http::{ChangeErrors, IfMatch, PathThing, PathThingParams, Problem, Query};
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
    operation_id = "restore_thing",
    tag = "manage",
    params(PathThingParams, IfMatchParam, DropQuery),
    responses(
        (status = 200, description = "Out of the trash", body = WorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn restore(
    _caller: Author,
    desk: Desk,
    thing: PathThing,
    query: Query<DropQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    write_and_answer(&desk, move |work| restore_within(work, kind, id, &if_match, query.0)).await
}

/// As [`restore`], within a transaction.
pub(in crate::management) fn restore_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    query: DropQuery,
) -> Result<Outcome, Problem> {
    let copy = work.trashed(kind, id, if_match)?;
    let (content, warnings) = restorable(work, id, copy.content.clone(), query)?;
    let deed = work.deed(Action::Restore, None);
    let copy = working_copies::restore(work.connection, &deed, copy, content)?;
    Ok(Outcome { warnings, ..Outcome::done(copy) })
}

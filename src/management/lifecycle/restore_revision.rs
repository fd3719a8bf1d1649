//! Going back to the content of a revision.

use actix_web::HttpResponse;

use super::super::operations::{Desk, Outcome, SaveParams, Work, warnings_of_save, write_and_answer};
use super::super::schemas::{IfMatchParam, WorkingCopy};
use super::leaving_out::{DropQuery, RestoreQuery, restorable};
use super::{RESTORE_REVISION, find_revision};
use crate::auth::Author;
use crate::content::Action;
use crate::http::{ChangeErrors, IfMatch, PathThing, PathThingParams, PathVersion, Problem, Query};

/// Go back to the content of a revision
///
/// Makes a new version with the content of that one, its references and the ids of its sections as they were; the
/// versions between stay, and nothing is published by it. If the content is that already, nothing happens. Where something
/// it referred to is gone, it is refused with 422 and each such reference, unless `dropMissingReferences=true` lets it be
/// left out. Refused with 409 where its slug has another owner by now. Needs the role `author`.
#[utoipa::path(
    post,
    path = RESTORE_REVISION,
    operation_id = "restore_revision",
    tag = "manage",
    params(
        PathThingParams,
        ("version" = i64, Path, description = "The version to go back to", minimum = 1),
        IfMatchParam,
        SaveParams,
        DropQuery,
    ),
    responses(
        (status = 200, description = "Saved as the next version", body = WorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn restore_revision(
    _caller: Author,
    desk: Desk,
    thing: PathThing,
    version: PathVersion,
    query: Query<RestoreQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    write_and_answer(&desk, move |work| restore_revision_within(work, thing, version.0, &if_match, &query.0)).await
}

/// As [`restore_revision`], within a transaction.
pub(in crate::management) fn restore_revision_within(
    work: &mut Work<'_>,
    thing: PathThing,
    version: i64,
    if_match: &IfMatch,
    query: &RestoreQuery,
) -> Result<Outcome, Problem> {
    let current = work.usable(thing.kind, thing.id, if_match)?;
    let revision = find_revision(work.connection, thing, version)?;
    // It may be from before a rule that it breaks.
    revision.content.check()?;
    let own = format!("As it was in version {version}.");
    let note = Some(query.note.as_deref().unwrap_or(&own));
    let (content, mut warnings) = restorable(work, thing.id, revision.content, query.drop)?;
    let before = current.content.clone();
    let copy = work.save_as(Action::RestoreRevision, current, content, note)?;
    warnings.extend(warnings_of_save(work.connection, thing.id, &before, &copy.content)?);
    Ok(Outcome { warnings, ..Outcome::done(copy) })
}

//! Giving up what was changed since publishing.

use actix_web::HttpResponse;

use super::super::operations::{Desk, Outcome, SaveParams, Work, warnings_of_save, write_and_answer};
use super::super::schemas::{IfMatchParam, WorkingCopy};
use super::DISCARD_DRAFT;
use super::leaving_out::{DropQuery, RestoreQuery, restorable};
use crate::auth::Author;
use crate::content::{Action, Id, Kind};
use crate::http::{ChangeErrors, Code, IfMatch, PathThing, PathThingParams, Problem, Query};
use crate::{publishing, working_copies};

/// Give up what was changed since a thing was published
///
/// Makes a new version with the content that is public; the versions before stay, and a review under way is over. If nothing differs, nothing happens.
/// Where something it refers to is gone, it is refused with 422 and each such reference, unless
/// `dropMissingReferences=true` lets it be left out. Refused with 409 while the thing is not published. Needs the role
/// `author`.
#[utoipa::path(
    post,
    path = DISCARD_DRAFT,
    operation_id = "discard_draft",
    tag = "manage",
    params(PathThingParams, IfMatchParam, SaveParams, DropQuery),
    responses(
        (status = 200, description = "The working copy is as it is public", body = WorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn discard_draft(
    _caller: Author,
    desk: Desk,
    thing: PathThing,
    query: Query<RestoreQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    write_and_answer(&desk, move |work| discard_draft_within(work, kind, id, &if_match, &query.0)).await
}

/// As [`discard_draft`], within a transaction.
pub(in crate::management) fn discard_draft_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    query: &RestoreQuery,
) -> Result<Outcome, Problem> {
    let current = work.usable(kind, id, if_match)?;
    // The source is asked and not the revision: databases from before there were revisions may lack that one.
    let Some(content) = publishing::published_content(work.connection, id)? else {
        let detail = format!("The {kind} is not published, so that there is nothing to go back to.");
        return Err(Problem::new(Code::NotPublished, detail));
    };
    if content == current.content {
        return Ok(Outcome::done(current));
    }
    let (content, mut warnings) = restorable(work, id, content, query.drop)?;
    let deed = work.deed(Action::DiscardDraft, query.note.as_deref());
    let copy = working_copies::return_to_published(work.connection, &deed, &current.head, content)?;
    warnings.extend(warnings_of_save(work.connection, id, &current.content, &copy.content)?);
    Ok(Outcome { warnings, ..Outcome::done(copy) })
}

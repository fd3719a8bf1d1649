//! Deleting a working copy: it goes into the trash.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use super::{Desk, Outcome, Work, write};
use crate::content::{Action, Id, Kind};
use crate::http::{Code, IfMatch, Problem};
use crate::working_copies;

/// Puts a working copy that is not public and that nothing refers to into the trash.
pub(in crate::management) async fn delete(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    write(desk, move |work| delete_within(work, kind, id, &if_match)).await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// As [`delete`], within a transaction.
pub(in crate::management) fn delete_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
) -> Result<Outcome, Problem> {
    let copy = work.usable(kind, id, if_match)?;
    if copy.head.is_published() {
        let detail =
            format!("The {kind} is published. Take it back first: POST /v1/manage/{}/{id}/unpublish.", kind.plural());
        return Err(Problem::new(Code::StillPublished, detail));
    }
    let deed = work.deed(Action::Trash, None);
    Ok(Outcome::done(working_copies::trash(work.connection, &deed, copy)?))
}

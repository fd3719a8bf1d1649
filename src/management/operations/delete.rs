//! Deleting a working copy.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use super::{Desk, matched, write};
use crate::content::{Id, Kind};
use crate::http::{Code, IfMatch, Problem};
use crate::working_copies;

/// Deletes a working copy that is not public and that nothing refers to.
pub(in crate::management) async fn delete(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    write(desk, move |connection, _| {
        let copy = matched(connection, kind, id, &if_match)?;
        if copy.head.is_published() {
            let detail = format!(
                "The {kind} is published. Take it back first: POST /v1/manage/{}/{id}/unpublish.",
                kind.plural()
            );
            return Err(Problem::new(Code::StillPublished, detail));
        }
        Ok(working_copies::delete(connection, id)?)
    })
    .await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

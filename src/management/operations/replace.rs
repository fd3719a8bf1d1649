//! Replacing the content of a working copy.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::input::{MarkdownPlaces, read_replacement};
use super::{Desk, Outcome, Work, anchors, write_and_answer};
use crate::content::{Id, Kind};
use crate::http::{IfMatch, Problem};

/// Replaces the whole content; what the input leaves out is gone afterwards.
pub(in crate::management) async fn replace(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
    input: Value,
    note: Option<String>,
) -> Result<HttpResponse, Problem> {
    write_and_answer(desk, move |work| replace_within(work, kind, id, &if_match, input, note.as_deref())).await
}

/// As [`replace`], within a transaction.
pub(in crate::management) fn replace_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    input: Value,
    note: Option<&str>,
) -> Result<Outcome, Problem> {
    let current = work.usable(kind, id, if_match)?;
    let places = MarkdownPlaces::of(&input);
    let (content, mut warnings) = read_replacement(&current.content, id, input)?;
    let before = current.content.clone();
    let copy = work.save(current, content, note).map_err(|error| places.seen_in(error))?;
    warnings.extend(anchors::of_save(work.connection, id, &before, &copy.content, &places)?);
    Ok(Outcome { status: StatusCode::OK, copy, warnings })
}

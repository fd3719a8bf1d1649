//! Replacing the content of a working copy.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::answer::answer;
use super::input::{MarkdownPlaces, read_replacement};
use super::{Desk, matched, save, write};
use crate::content::{Id, Kind};
use crate::http::{IfMatch, Problem};

/// Replaces the whole content; what the input leaves out is gone afterwards.
pub(in crate::management) async fn replace(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
    input: Value,
) -> Result<HttpResponse, Problem> {
    let (copy, warnings) = write(desk, move |connection, _| {
        let current = matched(connection, kind, id, &if_match)?;
        let places = MarkdownPlaces::of(&input);
        let (content, warnings) = read_replacement(&current.content, id, input)?;
        let saved = save(connection, current, content).map_err(|error| places.seen_in(error))?;
        Ok((saved, warnings))
    })
    .await?;
    answer(StatusCode::OK, &copy, &warnings)
}

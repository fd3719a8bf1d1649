//! Creating a working copy.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::input::{MarkdownPlaces, own_id, read_content, read_replacement};
use super::{Desk, Outcome, Work, anchors, check_is_usable, write_and_answer};
use crate::content::{Action, Id, Kind};
use crate::http::{Code, Problem};
use crate::working_copies::{self, WorkingCopy};

/// Creates a working copy. With an `id` of the editor's own it can be sent again: the second time
/// finds it done.
pub(in crate::management) async fn create(
    desk: &Desk,
    kind: Kind,
    input: Value,
    note: Option<String>,
) -> Result<HttpResponse, Problem> {
    write_and_answer(desk, move |work| create_within(work, kind, input, note.as_deref())).await
}

/// As [`create`], within a transaction.
pub(in crate::management) fn create_within(
    work: &mut Work<'_>,
    kind: Kind,
    input: Value,
    note: Option<&str>,
) -> Result<Outcome, Problem> {
    let id = own_id(&input)?;
    if let Some(id) = id
        && let Some(there) = working_copies::find(work.connection, kind, id)?
    {
        check_is_usable(&there)?;
        return repeat(there, input);
    }
    let (content, mut warnings) = read_content(kind, &input)?;
    let deed = work.deed(Action::Create, note);
    let places = MarkdownPlaces::of(&input);
    let copy = working_copies::insert(work.connection, &deed, id.unwrap_or_else(Id::new), content)
        .map_err(|error| places.seen_in(error))?;
    warnings.extend(anchors::of_dead_links(work.connection, copy.head.id, &copy.content, &places)?);
    Ok(Outcome { status: StatusCode::CREATED, copy, warnings })
}

fn repeat(there: WorkingCopy, input: Value) -> Result<Outcome, Problem> {
    let id = there.head.id;
    let (content, warnings) = read_replacement(&there.content, id, input)?;
    if content == there.content {
        return Ok(Outcome { status: StatusCode::OK, copy: there, warnings });
    }
    let detail =
        format!("The id {id} belongs to a {} with other content; to change it, PUT it with If-Match.", there.head.kind);
    Err(Problem::new(Code::IdInUse, detail))
}

//! Creating a working copy.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::anchors;
use super::context::{OpContext, WriteContext, write_and_respond};
use super::input::{MarkdownPointers, decode_own_id, read_content, read_replacement};
use super::problems::check_is_active;
use super::reply::WriteOutcome;
use crate::content::{Action, Id, Kind};
use crate::http::{Code, Problem};
use crate::working_copies::{self, WorkingCopy};

/// Creates a working copy. With an `id` of the client's own the request can be repeated: the second one returns the
/// existing working copy.
pub(crate) async fn create(
    context: &OpContext,
    kind: Kind,
    input: Value,
    note: Option<String>,
) -> Result<HttpResponse, Problem> {
    write_and_respond(context, move |tx| create_in_tx(tx, kind, input, note.as_deref())).await
}

/// Runs [`create`] within a transaction.
pub(crate) fn create_in_tx(
    tx: &mut WriteContext<'_>,
    kind: Kind,
    input: Value,
    note: Option<&str>,
) -> Result<WriteOutcome, Problem> {
    let id = decode_own_id(&input)?;
    if let Some(id) = id
        && let Some(existing) = working_copies::find(tx.connection, kind, id)?
    {
        check_is_active(&existing)?;
        return repeat_create(existing, input);
    }
    let (content, mut warnings) = read_content(kind, &input)?;
    let change_context = tx.change_context(Action::Create, note);
    let pointers = MarkdownPointers::of(&input);
    let copy = working_copies::insert(tx.connection, &change_context, id.unwrap_or_else(Id::new), content)
        .map_err(|error| pointers.with_input_pointers(error))?;
    warnings.extend(anchors::dead_link_warnings(tx.connection, copy.head.id, &copy.content, &pointers)?);
    Ok(WriteOutcome { status: StatusCode::CREATED, copy, warnings })
}

fn repeat_create(existing: WorkingCopy, input: Value) -> Result<WriteOutcome, Problem> {
    let id = existing.head.id;
    let (content, warnings) = read_replacement(&existing.content, id, input)?;
    if content == existing.content {
        return Ok(WriteOutcome { status: StatusCode::OK, copy: existing, warnings });
    }
    let detail = format!(
        "The id {id} belongs to a {} with other content; to change it, PUT it with If-Match.",
        existing.head.kind
    );
    Err(Problem::new(Code::IdInUse, detail))
}

//! Replacing the content of a working copy.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::anchors;
use super::context::{OpContext, WriteContext, WriteTarget, write_and_respond};
use super::input::{MarkdownPointers, read_replacement};
use super::reply::WriteOutcome;
use crate::http::Problem;

/// Replaces the whole content; fields that the input omits are removed.
pub(crate) async fn replace(
    context: &OpContext,
    target: WriteTarget,
    input: Value,
    note: Option<String>,
) -> Result<HttpResponse, Problem> {
    write_and_respond(context, move |tx| replace_in_tx(tx, &target, input, note.as_deref())).await
}

/// Runs [`replace`] within a transaction.
pub(crate) fn replace_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    input: Value,
    note: Option<&str>,
) -> Result<WriteOutcome, Problem> {
    let current = tx.load_active(target)?;
    let pointers = MarkdownPointers::of(&input);
    let (content, mut warnings) = read_replacement(&current.content, target.id, input)?;
    let before = current.content.clone();
    let copy = tx.save(current, content, note).map_err(|error| pointers.with_input_pointers(error))?;
    warnings.extend(anchors::save_warnings(tx.connection, target.id, &before, &copy.content, &pointers)?);
    Ok(WriteOutcome { status: StatusCode::OK, copy, warnings })
}

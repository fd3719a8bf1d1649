//! Changing parts of a working copy by a JSON Merge Patch (RFC 7396).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value};

use super::anchors;
use super::context::{OpContext, WriteContext, WriteTarget, write_and_respond};
use super::input::{MarkdownPointers, read_replacement};
use super::reply::WriteOutcome;
use crate::content::topic::normalize_translations;
use crate::content::{Kind, ViolationCode, Violations};
use crate::http::Problem;

/// Merges the patch into the content; `null` clears a field, lists are replaced as a whole.
pub(crate) async fn patch(
    context: &OpContext,
    target: WriteTarget,
    patch: Value,
    note: Option<String>,
) -> Result<HttpResponse, Problem> {
    write_and_respond(context, move |tx| patch_in_tx(tx, &target, patch, note.as_deref())).await
}

/// Runs [`patch`] within a transaction.
pub(crate) fn patch_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    mut patch: Value,
    note: Option<&str>,
) -> Result<WriteOutcome, Problem> {
    check_is_object(&patch)?;
    if target.kind == Kind::Topic {
        normalize_translations(&mut patch)?;
    }
    let current = tx.load_active(target)?;
    let mut merged = serde_json::to_value(&current.content).map_err(Problem::internal)?;
    merge(&mut merged, patch);
    let pointers = MarkdownPointers::of(&merged);
    let (content, mut warnings) = read_replacement(&current.content, target.id, merged)?;
    let before = current.content.clone();
    let copy = tx.save(current, content, note).map_err(|error| pointers.with_input_pointers(error))?;
    warnings.extend(anchors::save_warnings(tx.connection, target.id, &before, &copy.content, &pointers)?);
    Ok(WriteOutcome { status: StatusCode::OK, copy, warnings })
}

/// Rejects a patch that is not an object: it would replace the whole content, as PUT does.
pub(crate) fn check_is_object(patch: &Value) -> Result<(), Violations> {
    if patch.is_object() {
        return Ok(());
    }
    Err(Violations::one("", ViolationCode::WrongType, "A merge patch must be an object; use PUT to replace the whole."))
}

/// Applies a merge patch (RFC 7396, section 2).
pub(crate) fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(object) = target.as_object_mut() else { return };
    for (name, value) in patch {
        if value.is_null() {
            object.remove(&name);
        } else {
            merge(object.entry(name).or_insert(Value::Null), value);
        }
    }
}

//! Changing parts of a working copy by a JSON Merge Patch (RFC 7396).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value};

use super::input::{MarkdownPlaces, read_replacement};
use super::{Desk, Outcome, Work, anchors, write_and_answer};
use crate::content::topic::normalize_translations;
use crate::content::{Id, Kind, ViolationCode, Violations};
use crate::http::{IfMatch, Problem};

/// Merges the patch into the content; `null` clears, lists are replaced whole.
pub(in crate::management) async fn patch(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
    patch: Value,
    note: Option<String>,
) -> Result<HttpResponse, Problem> {
    write_and_answer(desk, move |work| patch_within(work, kind, id, &if_match, patch, note.as_deref())).await
}

/// As [`patch`], within a transaction.
pub(in crate::management) fn patch_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    mut patch: Value,
    note: Option<&str>,
) -> Result<Outcome, Problem> {
    check_is_object(&patch)?;
    if kind == Kind::Topic {
        normalize_translations(&mut patch)?;
    }
    let current = work.usable(kind, id, if_match)?;
    let mut merged = serde_json::to_value(&current.content).map_err(Problem::internal)?;
    merge(&mut merged, patch);
    let places = MarkdownPlaces::of(&merged);
    let (content, mut warnings) = read_replacement(&current.content, id, merged)?;
    let before = current.content.clone();
    let copy = work.save(current, content, note).map_err(|error| places.seen_in(error))?;
    warnings.extend(anchors::of_save(work.connection, id, &before, &copy.content, &places)?);
    Ok(Outcome { status: StatusCode::OK, copy, warnings })
}

/// A patch that is not an object would replace the whole; that is what PUT is for.
pub(in crate::management) fn check_is_object(patch: &Value) -> Result<(), Violations> {
    if patch.is_object() {
        return Ok(());
    }
    Err(Violations::one("", ViolationCode::WrongType, "A merge patch must be an object; use PUT to replace the whole."))
}

/// The algorithm of RFC 7396, section 2.
pub(in crate::management) fn merge(target: &mut Value, patch: Value) {
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

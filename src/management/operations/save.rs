//! Saving a working copy: creating it, replacing its content, and changing parts of it by a JSON Merge Patch (RFC 7396).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value};

use super::anchors;
use super::context::{OpContext, WriteContext, WriteTarget, write_and_respond};
use super::input::{MarkdownPointers, decode_own_id, read_content, read_replacement};
use super::input_references;
use super::problems::check_is_active;
use super::reply::WriteOutcome;
use crate::content::topic::normalize_translations;
use crate::content::{Action, Content, Id, Kind, ViolationCode, Violations};
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
    mut input: Value,
    note: Option<&str>,
) -> Result<WriteOutcome, Problem> {
    let id = decode_own_id(&input)?;
    let unresolved = input_references::resolve(tx.connection, kind, id, &mut input)?;
    if let Some(id) = id
        && let Some(existing) = working_copies::find(tx.connection, kind, id)?
    {
        check_is_active(&existing)?;
        return repeat_create(existing, input, unresolved);
    }
    let (content, mut warnings) = read_content(kind, &input, unresolved)?;
    let change_context = tx.change_context(Action::Create, note);
    let pointers = MarkdownPointers::of(&input);
    let copy = working_copies::insert(tx.connection, &change_context, id.unwrap_or_else(Id::new), content)
        .map_err(|error| pointers.with_input_pointers(error))?;
    warnings.extend(anchors::dead_link_warnings(tx.connection, copy.head.id, &copy.content, &pointers)?);
    Ok(WriteOutcome { status: StatusCode::CREATED, copy, warnings })
}

fn repeat_create(existing: WorkingCopy, input: Value, unresolved: Violations) -> Result<WriteOutcome, Problem> {
    let id = existing.head.id;
    let (content, warnings) = read_replacement(&existing.content, id, input, unresolved)?;
    if content == existing.content {
        return Ok(WriteOutcome { status: StatusCode::OK, copy: existing, warnings });
    }
    let detail = format!(
        "The id {id} belongs to a {} with other content; to change it, PUT it with If-Match.",
        existing.head.kind
    );
    Err(Problem::new(Code::IdInUse, detail))
}

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
    save_input(tx, current, input, Violations::default(), note)
}

/// Saves the input as the content of a working copy. `unresolved` are the references in it that were not resolved so
/// far. The outcome has all warnings.
fn save_input(
    tx: &mut WriteContext<'_>,
    current: WorkingCopy,
    mut input: Value,
    mut unresolved: Violations,
    note: Option<&str>,
) -> Result<WriteOutcome, Problem> {
    let (id, before) = (current.head.id, current.content.clone());
    unresolved.append(input_references::resolve(tx.connection, current.head.kind, Some(id), &mut input)?);
    let pointers = MarkdownPointers::of(&input);
    let (content, mut warnings) = read_replacement(&before, id, input, unresolved)?;
    let copy = tx.save(current, content, note).map_err(|error| pointers.with_input_pointers(error))?;
    warnings.extend(anchors::save_warnings(tx.connection, id, &before, &copy.content, &pointers)?);
    Ok(WriteOutcome { status: StatusCode::OK, copy, warnings })
}

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
    let unresolved = match &current.content {
        Content::Article(article) => {
            input_references::resolve_in_patch(tx.connection, target.id, article.translation_group_id, &mut patch)?
        }
        Content::Phrase(_) | Content::Resource(_) | Content::Topic(_) => Violations::default(),
    };
    let mut merged = serde_json::to_value(&current.content).map_err(Problem::internal)?;
    merge(&mut merged, patch);
    save_input(tx, current, merged, unresolved, note)
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

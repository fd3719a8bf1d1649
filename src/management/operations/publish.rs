//! Publishing and unpublishing a working copy.

use actix_web::HttpResponse;
use serde_json::Value;

use super::anchors;
use super::context::{OpContext, WriteContext, WriteTarget, write_and_respond};
use super::input::MarkdownPointers;
use super::queries::ForceQuery;
use super::reply::WriteOutcome;
use crate::content::decode::{ObjectDecoder, decode_value};
use crate::content::text::TextRule;
use crate::content::{Unpublishing, ViolationCode, Violations};
use crate::http::Problem;
use crate::publishing::{self, ChangeNote, DependentPolicy, IncludeReferences, PublishOptions};

/// Publishes the present content of the working copy.
pub(crate) async fn publish(context: &OpContext, target: WriteTarget, input: Value) -> Result<HttpResponse, Problem> {
    write_and_respond(context, move |tx| publish_in_tx(tx, &target, &input)).await
}

/// Runs [`publish`] within a transaction.
pub(crate) fn publish_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    input: &Value,
) -> Result<WriteOutcome, Problem> {
    let options = read_options(input)?;
    let copy = tx.load_active(target)?;
    let before = publishing::published_content(tx.connection, target.id)?;
    let copy = publishing::publish(tx.connection, tx.settings, tx.actor, copy, &options)?;
    let mut warnings =
        anchors::dead_link_warnings(tx.connection, target.id, &copy.content, &MarkdownPointers::empty())?;
    if let Some(before) = before {
        warnings.extend(anchors::removed_anchor_warnings(tx.connection, target.id, &before, &copy.content)?);
    }
    Ok(WriteOutcome { warnings, ..WriteOutcome::done(copy) })
}

fn read_options(input: &Value) -> Result<PublishOptions, Violations> {
    decode_value(input, |item| {
        let mut fields = item.object()?;
        let options = read_publish_members(&mut fields);
        fields.finish();
        Some(options)
    })
}

/// Decodes the options of publishing from an object that may have other members.
pub(crate) fn read_publish_members(fields: &mut ObjectDecoder<'_, '_>) -> PublishOptions {
    let everything = fields.optional("includeReferences", |item| item.boolean()).unwrap_or(false);
    PublishOptions {
        include_references: if everything { IncludeReferences::All } else { IncludeReferences::None },
        note: read_note_members(fields),
    }
}

/// Decodes the note about a change from an object that may have other members.
pub(crate) fn read_note_members(fields: &mut ObjectDecoder<'_, '_>) -> ChangeNote {
    let text = fields.optional("changeNote", TextRule::lines(1000).read());
    let major = fields.optional("major", |item| item.boolean()).unwrap_or(false);
    if major && !fields.has("changeNote") {
        let detail = "Readers are notified of a major change; \"changeNote\" must describe it.";
        fields.reject::<()>("changeNote", ViolationCode::Required, detail);
    }
    ChangeNote { text, major }
}

/// Unpublishes the entity; the working copy stays.
pub(crate) async fn unpublish(
    context: &OpContext,
    target: WriteTarget,
    query: ForceQuery,
    input: Value,
) -> Result<HttpResponse, Problem> {
    write_and_respond(context, move |tx| unpublish_in_tx(tx, &target, query, &input)).await
}

/// Runs [`unpublish`] within a transaction.
pub(crate) fn unpublish_in_tx(
    tx: &mut WriteContext<'_>,
    target: &WriteTarget,
    query: ForceQuery,
    input: &Value,
) -> Result<WriteOutcome, Problem> {
    let unpublishing = Unpublishing::read(target.kind, input)?;
    let copy = tx.load_active(target)?;
    let dependents = if query.force { DependentPolicy::Release } else { DependentPolicy::Refuse };
    let copy = publishing::unpublish(tx.connection, tx.settings, tx.actor, copy, &unpublishing, dependents)?;
    Ok(WriteOutcome::done(copy))
}

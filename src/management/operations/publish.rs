//! Publishing a working copy, and taking it back.

use actix_web::HttpResponse;
use serde_json::Value;

use super::input::MarkdownPlaces;
use super::{Desk, ForceQuery, Outcome, Work, anchors, write_and_answer};
use crate::content::reading::{Fields, read_root};
use crate::content::text::TextRule;
use crate::content::{Id, Kind, Unpublishing, ViolationCode, Violations};
use crate::http::{IfMatch, Problem};
use crate::publishing::{self, ChangeNote, Dependents, IncludeReferences, PublishOptions};

/// Publishes the working copy as it stands.
pub(in crate::management) async fn publish(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
    input: Value,
) -> Result<HttpResponse, Problem> {
    write_and_answer(desk, move |work| publish_within(work, kind, id, &if_match, &input)).await
}

/// As [`publish`], within a transaction.
pub(in crate::management) fn publish_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    input: &Value,
) -> Result<Outcome, Problem> {
    let options = read_options(input)?;
    let copy = work.usable(kind, id, if_match)?;
    let before = publishing::published_content(work.connection, id)?;
    let copy = publishing::publish(work.connection, work.settings, work.actor, copy, &options)?;
    let mut warnings = anchors::of_dead_links(work.connection, id, &copy.content, &MarkdownPlaces::none())?;
    if let Some(before) = before {
        warnings.extend(anchors::of_lost_anchors(work.connection, id, &before, &copy.content)?);
    }
    Ok(Outcome { warnings, ..Outcome::done(copy) })
}

fn read_options(input: &Value) -> Result<PublishOptions, Violations> {
    read_root(input, |item| {
        let mut fields = item.fields()?;
        let options = read_publish_members(&mut fields);
        fields.finish();
        Some(options)
    })
}

/// Reads how to publish from the members of an object that may have others.
pub(in crate::management) fn read_publish_members(fields: &mut Fields<'_, '_>) -> PublishOptions {
    let everything = fields.optional("includeReferences", |item| item.boolean()).unwrap_or(false);
    PublishOptions {
        include_references: if everything { IncludeReferences::All } else { IncludeReferences::None },
        note: read_note_members(fields),
    }
}

/// Reads what is said of a change from the members of an object that may have others.
pub(in crate::management) fn read_note_members(fields: &mut Fields<'_, '_>) -> ChangeNote {
    let text = fields.optional("changeNote", TextRule::lines(1000).read());
    let major = fields.optional("major", |item| item.boolean()).unwrap_or(false);
    if major && !fields.present("changeNote") {
        let detail = "A major change is one that readers are told of; \"changeNote\" says what it is.";
        fields.reject::<()>("changeNote", ViolationCode::Required, detail);
    }
    ChangeNote { text, major }
}

/// Takes the published document back; the working copy stays.
pub(in crate::management) async fn unpublish(
    desk: &Desk,
    kind: Kind,
    id: Id,
    if_match: IfMatch,
    query: ForceQuery,
    input: Value,
) -> Result<HttpResponse, Problem> {
    write_and_answer(desk, move |work| unpublish_within(work, kind, id, &if_match, query, &input)).await
}

/// As [`unpublish`], within a transaction.
pub(in crate::management) fn unpublish_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    query: ForceQuery,
    input: &Value,
) -> Result<Outcome, Problem> {
    let unpublishing = Unpublishing::read(kind, input)?;
    let copy = work.usable(kind, id, if_match)?;
    let dependents = if query.force { Dependents::Release } else { Dependents::Refuse };
    let copy = publishing::unpublish(work.connection, work.settings, work.actor, copy, &unpublishing, dependents)?;
    Ok(Outcome::done(copy))
}

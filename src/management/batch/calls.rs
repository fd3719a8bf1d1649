//! The writes as a batch calls them: each reads what its query may say, and hands the rest to what the endpoint calls
//! too.

use serde_json::Value;

use super::super::operations::{
    ForceQuery, Outcome, Reply, SaveQuery, Work, change_sections_within, create_within, delete_within, patch_within,
    publish_within, put_section, replace_within, unpublish_within,
};
use super::super::{lifecycle, sections};
use crate::content::{Id, Kind};
use crate::http::{IfMatch, NoQuery, PathThing, Problem, QueryReader, ReadQuery};

/// One write as a batch calls it.
pub(super) struct Call {
    pub(super) kind: Kind,
    /// Nil for what is to be created.
    pub(super) id: Id,
    /// Nil where the address names none.
    pub(super) section_id: Id,
    /// 0 where the address names none.
    pub(super) version: i64,
    pub(super) if_match: IfMatch,
    pub(super) query: QueryReader,
    pub(super) body: Value,
}

impl Call {
    /// The query in the form of this operation; an unknown parameter is refused.
    fn query<Q: ReadQuery>(&mut self) -> Result<Q, Problem> {
        let mut reader = std::mem::replace(&mut self.query, QueryReader::new(""));
        let query = Q::read(&mut reader);
        reader.finish().map(|()| query)
    }

    fn thing(&self) -> PathThing {
        PathThing { kind: self.kind, id: self.id }
    }
}

/// What does a write.
pub(super) type Run = fn(&mut Work<'_>, Call) -> Result<Reply, Problem>;

fn shown(outcome: Result<Outcome, Problem>) -> Result<Reply, Problem> {
    Reply::of(&outcome?)
}

pub(super) fn create(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.query()?;
    shown(create_within(work, call.kind, call.body, note.as_deref()))
}

pub(super) fn replace(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.query()?;
    shown(replace_within(work, call.kind, call.id, &call.if_match, call.body, note.as_deref()))
}

pub(super) fn patch(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.query()?;
    shown(patch_within(work, call.kind, call.id, &call.if_match, call.body, note.as_deref()))
}

pub(super) fn delete(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let query: ForceQuery = call.query()?;
    delete_within(work, call.kind, call.id, &call.if_match, query)?;
    Ok(Reply::empty())
}

pub(super) fn publish(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let NoQuery = call.query()?;
    shown(publish_within(work, call.kind, call.id, &call.if_match, &call.body))
}

pub(super) fn unpublish(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let query: ForceQuery = call.query()?;
    shown(unpublish_within(work, call.kind, call.id, &call.if_match, query, &call.body))
}

pub(super) fn post_section(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.query()?;
    let change = |article: &mut _| put_section(article, None, &call.body);
    change_sections_within(work, call.id, &call.if_match, note.as_deref(), change)
}

pub(super) fn order_sections(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.query()?;
    let change = |article: &mut _| sections::order_sections(article, &call.body);
    change_sections_within(work, call.id, &call.if_match, note.as_deref(), change)
}

pub(super) fn replace_section(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.query()?;
    let change = |article: &mut _| sections::replace_section(article, call.section_id, &call.body);
    change_sections_within(work, call.id, &call.if_match, note.as_deref(), change)
}

pub(super) fn merge_section(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.query()?;
    let (section_id, body) = (call.section_id, call.body);
    let change = |article: &mut _| sections::merge_section(article, section_id, body);
    change_sections_within(work, call.id, &call.if_match, note.as_deref(), change)
}

pub(super) fn remove_section(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.query()?;
    let change = |article: &mut _| sections::remove_section(article, call.section_id);
    change_sections_within(work, call.id, &call.if_match, note.as_deref(), change)
}

pub(super) fn submit(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let NoQuery = call.query()?;
    shown(lifecycle::submit_within(work, call.kind, call.id, &call.if_match, &call.body))
}

pub(super) fn approve(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let NoQuery = call.query()?;
    shown(lifecycle::approve_within(work, call.kind, call.id, &call.if_match, &call.body))
}

pub(super) fn reject(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let NoQuery = call.query()?;
    shown(lifecycle::reject_within(work, call.kind, call.id, &call.if_match, &call.body))
}

pub(super) fn schedule(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let NoQuery = call.query()?;
    shown(lifecycle::schedule_within(work, call.kind, call.id, &call.if_match, &call.body))
}

pub(super) fn unschedule(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let query: lifecycle::UnscheduleQuery = call.query()?;
    shown(lifecycle::unschedule_within(work, call.kind, call.id, &call.if_match, query.action))
}

pub(super) fn discard_draft(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let query: lifecycle::RestoreQuery = call.query()?;
    shown(lifecycle::discard_draft_within(work, call.kind, call.id, &call.if_match, &query))
}

pub(super) fn restore(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let query: lifecycle::DropQuery = call.query()?;
    shown(lifecycle::restore_within(work, call.kind, call.id, &call.if_match, query))
}

pub(super) fn restore_revision(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let query: lifecycle::RestoreQuery = call.query()?;
    let (thing, version) = (call.thing(), call.version);
    shown(lifecycle::restore_revision_within(work, thing, version, &call.if_match, &query))
}

pub(super) fn purge(work: &mut Work<'_>, mut call: Call) -> Result<Reply, Problem> {
    let NoQuery = call.query()?;
    lifecycle::purge_within(work, call.kind, call.id, &call.if_match)?;
    Ok(Reply::empty())
}

//! Writes working copies. Every change ends in [`record_version`].

use diesel::prelude::*;

use super::heads::{WorkingCopyRow, load_head_details};
use super::list_columns::{list_columns, set_published_at};
use super::workflow::StepNote;
use super::{articles, phrases, references, resources, revisions, search, topics, workflow};
use crate::audit;
use crate::content::{Action, Content, Id, Kind, Proposal, Status, Timestamp, WorkflowStep};
use crate::db::schema::{self, working_copies};
use crate::db::{Connection, Error, check_limit};
use crate::working_copies::error::SaveError;
use crate::working_copies::model::{ChangeContext, WorkingCopy, WorkingCopyHead};

/// Inserts a new working copy as a draft of version 1.
pub fn insert(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    id: Id,
    content: Content,
) -> Result<WorkingCopy, SaveError> {
    let head = insert_batch(connection, context, std::slice::from_ref(&(id, content.clone())))?.pop();
    let head = head.ok_or_else(|| Error::Corrupt(format!("{id} was not saved")))?;
    Ok(WorkingCopy { head, content })
}

/// Inserts new working copies that may refer to one another, as drafts of version 1.
///
/// Topics must come after their parents.
pub fn insert_batch(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    new: &[(Id, Content)],
) -> Result<Vec<WorkingCopyHead>, SaveError> {
    let now = Timestamp::now();
    let mut heads = Vec::with_capacity(new.len());
    for (id, content) in new {
        let taken = working_copies::table.find(id).select(working_copies::id).first::<Id>(connection).optional()?;
        if taken.is_some() {
            return Err(SaveError::IdInUse(*id));
        }
        let row = WorkingCopyRow {
            id: *id,
            kind: content.kind(),
            label: content.label().to_owned(),
            version: 1,
            status: Status::Draft,
            published_version: None,
            source_id: None,
            created_at: now,
            updated_at: now,
        };
        diesel::insert_into(working_copies::table)
            .values((&row, list_columns(context, content)))
            .execute(connection)?;
        let head = WorkingCopyHead::from(row);
        record_version(connection, context, None, &head, content)?;
        heads.push(head);
    }
    // Resources reference rows of articles, so articles come first.
    for kind in [Kind::Topic, Kind::Phrase, Kind::Article, Kind::Resource] {
        for (id, content) in new.iter().filter(|(_, content)| content.kind() == kind) {
            insert_details(connection, *id, content)?;
        }
    }
    Ok(heads)
}

fn insert_details(connection: &mut Connection, id: Id, content: &Content) -> Result<(), SaveError> {
    check_limit(connection)?;
    references::check(connection, id, content)?;
    insert_rows(connection, id, content)
}

/// Inserts the rows of a kind without checking its references.
pub(super) fn insert_rows(connection: &mut Connection, id: Id, content: &Content) -> Result<(), SaveError> {
    match content {
        Content::Article(article) => articles::insert(connection, id, article)?,
        Content::Phrase(phrase) => phrases::insert(connection, id, phrase)?,
        Content::Resource(resource) => resources::insert(connection, id, resource)?,
        Content::Topic(topic) => topics::insert(connection, id, topic)?,
    }
    references::replace(connection, id, content)?;
    search::save(connection, id, content)?;
    Ok(())
}

/// Replaces the content of a working copy as its next version. An approval ends with it. A working copy that is
/// scheduled to be published cannot be changed.
pub fn replace(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    current: &WorkingCopyHead,
    content: Content,
) -> Result<WorkingCopy, SaveError> {
    check_is_not_scheduled(context, current)?;
    replace_details(connection, current.id, &content)?;
    let status = current.status.after_change();
    let copy = WorkingCopy { head: current.clone(), content };
    let next = WorkingCopyHead { status, ..current.clone() };
    let copy = write_version(connection, context, copy, next, Timestamp::now())?;
    Ok(void_approval(connection, context, copy)?)
}

/// Voids the approval, if the latest step is one, because it does not cover the content of `copy`.
fn void_approval(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
) -> Result<WorkingCopy, Error> {
    let approved = copy.head.workflow.clone().filter(|state| state.step == WorkflowStep::Approved);
    let Some(approved) = approved else {
        return Ok(copy);
    };
    let note = StepNote { comment: None, proposal: approved.proposal.as_ref() };
    workflow::append(connection, context.actor, WorkflowStep::Voided, &copy, note)?;
    let head = load_head_details(connection, copy.head)?;
    Ok(WorkingCopy { head, content: copy.content })
}

/// Appends a workflow step and sets the status that follows from it, in a new version. `proposal` is the text for
/// readers outside of the content.
pub fn take_workflow_step(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
    step: WorkflowStep,
    proposal: Option<&Proposal>,
) -> Result<WorkingCopy, Error> {
    let status = workflow::status_after_step(connection, &copy.head, Some(step))?;
    let copy = set_status(connection, context, copy, status)?;
    workflow::append(connection, context.actor, step, &copy, StepNote { comment: context.note, proposal })?;
    let head = load_head_details(connection, copy.head)?;
    Ok(WorkingCopy { head, content: copy.content })
}

/// Replaces the content with the published content, as the next version, and clears the workflow.
pub fn revert_to_published(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    current: &WorkingCopyHead,
    content: Content,
) -> Result<WorkingCopy, SaveError> {
    check_is_not_scheduled(context, current)?;
    replace_details(connection, current.id, &content)?;
    workflow::clear(connection, current.id)?;
    let copy = WorkingCopy { head: current.clone(), content };
    let next = WorkingCopyHead { status: Status::Published, ..current.clone() };
    Ok(write_version(connection, context, copy, next, Timestamp::now())?)
}

fn check_is_not_scheduled(context: &ChangeContext<'_>, current: &WorkingCopyHead) -> Result<(), SaveError> {
    // A removal of a reference cannot wait, because the target is about to be deleted.
    if current.is_scheduled() && context.action != Action::RemoveReference {
        return Err(SaveError::Scheduled { kind: current.kind, id: current.id });
    }
    Ok(())
}

fn replace_details(connection: &mut Connection, id: Id, content: &Content) -> Result<(), SaveError> {
    references::check(connection, id, content)?;
    diesel::update(working_copies::table.find(id))
        .set((working_copies::label.eq(content.label()), working_copies::locale.eq(content.locale())))
        .execute(connection)?;
    match content {
        Content::Article(article) => articles::replace(connection, id, article)?,
        Content::Phrase(phrase) => phrases::replace(connection, id, phrase)?,
        Content::Resource(resource) => resources::replace(connection, id, resource)?,
        Content::Topic(topic) => topics::replace(connection, id, topic)?,
    }
    references::replace(connection, id, content)?;
    search::save(connection, id, content)?;
    Ok(())
}

/// Sets the status of a working copy without changing its content, in a new version.
pub fn set_status(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
    status: Status,
) -> Result<WorkingCopy, Error> {
    let next = WorkingCopyHead { status, ..copy.head.clone() };
    write_version(connection, context, copy, next, Timestamp::now())
}

/// Marks the current content of the working copy as public, in a new version.
pub fn mark_published(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
    now: Timestamp,
) -> Result<WorkingCopy, Error> {
    workflow::clear(connection, copy.head.id)?;
    let published_version = Some(copy.head.version + 1);
    set_published_at(connection, copy.head.id, Some(now))?;
    let next = WorkingCopyHead { status: Status::Published, published_version, ..copy.head.clone() };
    write_version(connection, context, copy, next, now)
}

/// Marks the working copy as no longer public, in a new version.
pub fn mark_unpublished(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
    now: Timestamp,
) -> Result<WorkingCopy, Error> {
    workflow::clear(connection, copy.head.id)?;
    set_published_at(connection, copy.head.id, None)?;
    let next = WorkingCopyHead { status: Status::Unpublished, published_version: None, ..copy.head.clone() };
    write_version(connection, context, copy, next, now)
}

/// Moves a working copy without referrers to the trash. That frees its slug, its sections and the entities it refers
/// to. Its revisions and workflow steps stay.
pub fn trash(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
) -> Result<WorkingCopy, SaveError> {
    let id = copy.head.id;
    let referrers = references::referrers(connection, id)?;
    if !referrers.is_empty() {
        return Err(SaveError::InUse(referrers));
    }
    references::clear(connection, id)?;
    search::remove(connection, id)?;
    match copy.head.kind {
        Kind::Article => diesel::delete(schema::articles::table.find(id)).execute(connection)?,
        Kind::Phrase => diesel::delete(schema::phrases::table.find(id)).execute(connection)?,
        Kind::Resource => diesel::delete(schema::resources::table.find(id)).execute(connection)?,
        Kind::Topic => diesel::delete(schema::topics::table.find(id)).execute(connection)?,
    };
    Ok(set_status(connection, context, copy, Status::Trashed)?)
}

/// Restores a working copy from the trash with `content`: its own, or what can be restored of it. Another entity may
/// have its slug by now, and its references may be gone. Other content than its own counts as a save by the caller, in
/// a version after the restored one, and voids an approval.
pub fn restore(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
    content: Content,
) -> Result<WorkingCopy, SaveError> {
    insert_details(connection, copy.head.id, &content)?;
    let status = workflow::unscheduled_status(connection, &copy.head)?;
    let restored = set_status(connection, context, copy, status)?;
    if content == restored.content {
        return Ok(restored);
    }
    let save =
        ChangeContext { note: Some("Without references to deleted entities."), ..context.as_action(Action::Save) };
    let next = WorkingCopyHead { status: status.after_change(), ..restored.head.clone() };
    let copy = write_version(connection, &save, WorkingCopy { head: restored.head, content }, next, Timestamp::now())?;
    Ok(void_approval(connection, &save, copy)?)
}

/// Deletes a working copy and its revisions permanently. The audit log keeps a record.
pub fn purge(connection: &mut Connection, context: &ChangeContext<'_>, copy: &WorkingCopy) -> Result<(), Error> {
    diesel::delete(working_copies::table.find(copy.head.id)).execute(connection)?;
    append_audit(connection, context, copy.head.kind, copy.head.id, Some(copy.head.version), None)
}

/// Writes `next` as the version after the current one.
fn write_version(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
    next: WorkingCopyHead,
    now: Timestamp,
) -> Result<WorkingCopy, Error> {
    let version = copy.head.version + 1;
    diesel::update(working_copies::table.find(next.id))
        .set((
            working_copies::version.eq(version),
            working_copies::status.eq(next.status),
            working_copies::published_version.eq(next.published_version),
            working_copies::updated_at.eq(now),
            working_copies::updated_by_key_id.eq(&context.actor.key_id),
            working_copies::updated_by_name.eq(&context.actor.name),
        ))
        .execute(connection)?;
    let head = load_head_details(connection, WorkingCopyHead { version, updated_at: now, ..next })?;
    record_version(connection, context, Some(copy.head.version), &head, &copy.content)?;
    Ok(WorkingCopy { head, content: copy.content })
}

/// Records a change: a revision, and a row in the audit log.
pub(super) fn record_version(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    from_version: Option<i64>,
    head: &WorkingCopyHead,
    content: &Content,
) -> Result<(), Error> {
    check_limit(connection)?;
    revisions::insert(connection, context, head, content)?;
    append_audit(connection, context, head.kind, head.id, from_version, Some(head.version))
}

fn append_audit(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    kind: Kind,
    id: Id,
    from_version: Option<i64>,
    to_version: Option<i64>,
) -> Result<(), Error> {
    let ChangeContext { actor, action, note } = *context;
    let entry = audit::NewAuditRecord {
        actor,
        action,
        subject_kind: kind.into(),
        subject_id: &id.to_string(),
        from_version,
        to_version,
        note,
    };
    audit::append(connection, &entry)
}

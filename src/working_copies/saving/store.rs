//! Writing working copies. Whatever changes one ends in [`record`].

use diesel::prelude::*;

use crate::audit;
use crate::content::{Action, Content, Id, Kind, Proposal, Status, Timestamp, WorkflowStep};
use crate::db::schema::working_copies;
use crate::db::{Connection, Error, check_limit};
use crate::working_copies::store::{HeadRow, complete_head};
use crate::working_copies::{
    Deed, Head, SaveError, WorkingCopy, articles, phrases, references, resources, revisions, search, topics, workflow,
};

/// Saves a new working copy, a draft of version 1.
pub fn insert(
    connection: &mut Connection,
    deed: &Deed<'_>,
    id: Id,
    content: Content,
) -> Result<WorkingCopy, SaveError> {
    let head = insert_together(connection, deed, std::slice::from_ref(&(id, content.clone())))?.pop();
    let head = head.ok_or_else(|| Error::Corrupt(format!("{id} was not saved")))?;
    Ok(WorkingCopy { head, content })
}

/// Saves new working copies that may refer to one another, drafts of version 1.
///
/// Topics must come after their parents.
pub fn insert_together(
    connection: &mut Connection,
    deed: &Deed<'_>,
    new: &[(Id, Content)],
) -> Result<Vec<Head>, SaveError> {
    let now = Timestamp::now();
    let mut heads = Vec::with_capacity(new.len());
    for (id, content) in new {
        let taken = working_copies::table.find(id).select(working_copies::id).first::<Id>(connection).optional()?;
        if taken.is_some() {
            return Err(SaveError::IdInUse(*id));
        }
        let row = HeadRow {
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
        diesel::insert_into(working_copies::table).values(&row).execute(connection)?;
        let head = Head::from(row);
        record(connection, deed, None, &head, content)?;
        heads.push(head);
    }
    // Resources point at rows of articles, so that those come first.
    for kind in [Kind::Topic, Kind::Phrase, Kind::Article, Kind::Resource] {
        for (id, content) in new.iter().filter(|(_, content)| content.kind() == kind) {
            insert_details(connection, *id, content)?;
        }
    }
    Ok(heads)
}

fn insert_details(connection: &mut Connection, id: Id, content: &Content) -> Result<(), SaveError> {
    check_limit(connection)?;
    references::store::check(connection, id, content)?;
    insert_rows(connection, id, content)
}

/// Inserts the rows of a kind, whether what it refers to is there or not.
pub(in crate::working_copies) fn insert_rows(
    connection: &mut Connection,
    id: Id,
    content: &Content,
) -> Result<(), SaveError> {
    match content {
        Content::Article(article) => articles::store::insert(connection, id, article)?,
        Content::Phrase(phrase) => phrases::store::insert(connection, id, phrase)?,
        Content::Resource(resource) => resources::store::insert(connection, id, resource)?,
        Content::Topic(topic) => topics::store::insert(connection, id, topic)?,
    }
    references::store::replace(connection, id, content)?;
    search::store::save(connection, id, content)?;
    Ok(())
}

/// Replaces the content of a working copy and makes it the next version. What was approved is approved no longer, and
/// what is scheduled to be published goes out as it was when that was decided.
pub fn replace(
    connection: &mut Connection,
    deed: &Deed<'_>,
    current: &Head,
    content: Content,
) -> Result<WorkingCopy, SaveError> {
    check_is_not_scheduled(deed, current)?;
    replace_details(connection, current.id, &content)?;
    let status = current.status.after_change();
    let copy = WorkingCopy { head: current.clone(), content };
    let copy = write_next(connection, deed, copy, Head { status, ..current.clone() }, Timestamp::now())?;
    Ok(void_approval(connection, deed, copy)?)
}

/// Notes that an approval, if the latest step is one, does not hold for the content of `copy`.
fn void_approval(connection: &mut Connection, deed: &Deed<'_>, copy: WorkingCopy) -> Result<WorkingCopy, Error> {
    let approved = copy.head.workflow.clone().filter(|state| state.step == WorkflowStep::Approved);
    let Some(approved) = approved else {
        return Ok(copy);
    };
    let said = (None, approved.proposal.as_ref());
    workflow::store::append(connection, deed.actor, WorkflowStep::Voided, &copy, said)?;
    let head = complete_head(connection, copy.head)?;
    Ok(WorkingCopy { head, content: copy.content })
}

/// Takes a step of the work flow, and moves a working copy to where it leads; that is a version of its own. `proposal` is
/// what the step is about beside the content.
pub fn take_step(
    connection: &mut Connection,
    deed: &Deed<'_>,
    copy: WorkingCopy,
    step: WorkflowStep,
    proposal: Option<&Proposal>,
) -> Result<WorkingCopy, Error> {
    let status = workflow::store::standing_after(connection, &copy.head, Some(step))?;
    let copy = transition(connection, deed, copy, status)?;
    workflow::store::append(connection, deed.actor, step, &copy, (deed.note, proposal))?;
    let head = complete_head(connection, copy.head)?;
    Ok(WorkingCopy { head, content: copy.content })
}

/// Goes back to the content that is public, as the next version. Nothing is left to review then.
pub fn return_to_published(
    connection: &mut Connection,
    deed: &Deed<'_>,
    current: &Head,
    content: Content,
) -> Result<WorkingCopy, SaveError> {
    check_is_not_scheduled(deed, current)?;
    replace_details(connection, current.id, &content)?;
    workflow::store::clear(connection, current.id)?;
    let copy = WorkingCopy { head: current.clone(), content };
    Ok(write_next(connection, deed, copy, Head { status: Status::Published, ..current.clone() }, Timestamp::now())?)
}

fn check_is_not_scheduled(deed: &Deed<'_>, current: &Head) -> Result<(), SaveError> {
    // Taking a reference out is not an edit that could wait: what it leads to is about to be gone.
    if current.is_scheduled() && deed.action != Action::RemoveReference {
        return Err(SaveError::Scheduled { kind: current.kind, id: current.id });
    }
    Ok(())
}

fn replace_details(connection: &mut Connection, id: Id, content: &Content) -> Result<(), SaveError> {
    references::store::check(connection, id, content)?;
    diesel::update(working_copies::table.find(id))
        .set(working_copies::label.eq(content.label()))
        .execute(connection)?;
    match content {
        Content::Article(article) => articles::store::replace(connection, id, article)?,
        Content::Phrase(phrase) => phrases::store::replace(connection, id, phrase)?,
        Content::Resource(resource) => resources::store::replace(connection, id, resource)?,
        Content::Topic(topic) => topics::store::replace(connection, id, topic)?,
    }
    references::store::replace(connection, id, content)?;
    search::store::save(connection, id, content)?;
    Ok(())
}

/// Moves a working copy to another place in its life, its content as it is; that is a version of its own.
pub fn transition(
    connection: &mut Connection,
    deed: &Deed<'_>,
    copy: WorkingCopy,
    status: Status,
) -> Result<WorkingCopy, Error> {
    let next = Head { status, ..copy.head.clone() };
    write_next(connection, deed, copy, next, Timestamp::now())
}

/// Notes that the working copy as it stands is public now; that is a version of its own.
pub fn mark_published(
    connection: &mut Connection,
    deed: &Deed<'_>,
    copy: WorkingCopy,
    now: Timestamp,
) -> Result<WorkingCopy, Error> {
    workflow::store::clear(connection, copy.head.id)?;
    let published_version = Some(copy.head.version + 1);
    let next = Head { status: Status::Published, published_version, ..copy.head.clone() };
    write_next(connection, deed, copy, next, now)
}

/// Notes that the working copy is not public any more; that is a version of its own.
pub fn mark_unpublished(
    connection: &mut Connection,
    deed: &Deed<'_>,
    copy: WorkingCopy,
    now: Timestamp,
) -> Result<WorkingCopy, Error> {
    workflow::store::clear(connection, copy.head.id)?;
    let next = Head { status: Status::Unpublished, published_version: None, ..copy.head.clone() };
    write_next(connection, deed, copy, next, now)
}

/// Puts a working copy that nothing refers to into the trash. Its slug, its sections and what it refers to are free
/// from then on; its revisions and the steps of its work flow stay.
pub fn trash(connection: &mut Connection, deed: &Deed<'_>, copy: WorkingCopy) -> Result<WorkingCopy, SaveError> {
    let id = copy.head.id;
    let users = references::store::users(connection, id)?;
    if !users.is_empty() {
        return Err(SaveError::InUse(users));
    }
    references::store::clear(connection, id)?;
    search::store::remove(connection, id)?;
    match copy.head.kind {
        Kind::Article => articles::store::delete(connection, id)?,
        Kind::Phrase => phrases::store::delete(connection, id)?,
        Kind::Resource => resources::store::delete(connection, id)?,
        Kind::Topic => topics::store::delete(connection, id)?,
    }
    Ok(transition(connection, deed, copy, Status::Trashed)?)
}

/// Takes a working copy out of the trash with `content`: its own, or what can be restored of it. Its slug may belong to
/// another by now, and what it referred to may be gone. Another content than its own is a save by whoever takes it out, and a
/// version after the restored one; an approval holds only for the content it had.
pub fn restore(
    connection: &mut Connection,
    deed: &Deed<'_>,
    copy: WorkingCopy,
    content: Content,
) -> Result<WorkingCopy, SaveError> {
    insert_details(connection, copy.head.id, &content)?;
    let status = workflow::store::standing(connection, &copy.head)?;
    let restored = transition(connection, deed, copy, status)?;
    if content == restored.content {
        return Ok(restored);
    }
    let save = Deed { note: Some("Without the references to what is gone."), ..deed.as_action(Action::Save) };
    let next = Head { status: status.after_change(), ..restored.head.clone() };
    let copy = write_next(connection, &save, WorkingCopy { head: restored.head, content }, next, Timestamp::now())?;
    Ok(void_approval(connection, &save, copy)?)
}

/// Removes a working copy and its revisions for good; the audit log keeps that it was there.
pub fn purge(connection: &mut Connection, deed: &Deed<'_>, copy: &WorkingCopy) -> Result<(), Error> {
    diesel::delete(working_copies::table.find(copy.head.id)).execute(connection)?;
    append_audit(connection, deed, copy.head.kind, copy.head.id, Some(copy.head.version), None)
}

/// Writes `next` as the version after the current one.
fn write_next(
    connection: &mut Connection,
    deed: &Deed<'_>,
    copy: WorkingCopy,
    next: Head,
    now: Timestamp,
) -> Result<WorkingCopy, Error> {
    let version = copy.head.version + 1;
    diesel::update(working_copies::table.find(next.id))
        .set((
            working_copies::version.eq(version),
            working_copies::status.eq(next.status),
            working_copies::published_version.eq(next.published_version),
            working_copies::updated_at.eq(now),
        ))
        .execute(connection)?;
    let head = complete_head(connection, Head { version, updated_at: now, ..next })?;
    record(connection, deed, Some(copy.head.version), &head, &copy.content)?;
    Ok(WorkingCopy { head, content: copy.content })
}

/// Keeps what a change made: a revision, and a row of the audit log.
pub(in crate::working_copies) fn record(
    connection: &mut Connection,
    deed: &Deed<'_>,
    from_version: Option<i64>,
    head: &Head,
    content: &Content,
) -> Result<(), Error> {
    check_limit(connection)?;
    revisions::store::insert(connection, deed, head, content)?;
    append_audit(connection, deed, head.kind, head.id, from_version, Some(head.version))
}

fn append_audit(
    connection: &mut Connection,
    deed: &Deed<'_>,
    kind: Kind,
    id: Id,
    from_version: Option<i64>,
    to_version: Option<i64>,
) -> Result<(), Error> {
    let Deed { actor, action, note } = *deed;
    let entry = audit::Entry {
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

impl Deed<'_> {
    /// The same by the same, as another action.
    #[must_use]
    pub fn as_action(self, action: Action) -> Self {
        Self { action, ..self }
    }
}

//! Saving and finding working copies: the head row, with what each kind adds beside it.

use diesel::prelude::*;

use super::{Head, SaveError, WorkingCopy, articles, phrases, references, resources, topics};
use crate::content::{Content, Id, Kind, Slug, Status, Timestamp};
use crate::db::schema::{articles as article_rows, topics as topic_rows, working_copies, working_references};
use crate::db::{Backend, Connection, Error};

impl From<diesel::result::Error> for SaveError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = working_copies)]
struct HeadRow {
    id: Id,
    kind: Kind,
    label: String,
    version: i64,
    status: Status,
    published_version: Option<i64>,
    source_id: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<HeadRow> for Head {
    fn from(row: HeadRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            version: row.version,
            status: row.status,
            published_version: row.published_version,
            source_id: row.source_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The working copy of that kind and id.
pub fn find(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<WorkingCopy>, Error> {
    let row = working_copies::table
        .find(id)
        .filter(working_copies::kind.eq(kind))
        .select(HeadRow::as_select())
        .first(connection)
        .optional()?;
    row.map(|row| complete(connection, row.into())).transpose()
}

fn complete(connection: &mut Connection, head: Head) -> Result<WorkingCopy, Error> {
    let mut topics = || references::store::topics(connection, head.id);
    let content = match head.kind {
        Kind::Article => Content::Article(Box::new(articles::store::find(connection, head.id)?)),
        Kind::Phrase => {
            let topics = topics()?;
            Content::Phrase(phrases::store::find(connection, head.id, topics)?)
        }
        Kind::Resource => {
            let topics = topics()?;
            Content::Resource(resources::store::find(connection, head.id, topics)?)
        }
        Kind::Topic => Content::Topic(topics::store::find(connection, head.id)?),
    };
    Ok(WorkingCopy { head, content })
}

/// The id and kind of the working copy imported under that name.
pub fn find_by_source(connection: &mut Connection, kind: Kind, source_id: &str) -> Result<Option<Id>, Error> {
    Ok(working_copies::table
        .filter(working_copies::kind.eq(kind))
        .filter(working_copies::source_id.eq(source_id))
        .select(working_copies::id)
        .first(connection)
        .optional()?)
}

/// The topic with that slug.
pub fn find_slug(connection: &mut Connection, slug: &Slug) -> Result<Option<Id>, Error> {
    Ok(topic_rows::table.filter(topic_rows::slug.eq(slug)).select(topic_rows::id).first(connection).optional()?)
}

/// Names the working copy in the system it was imported from.
pub fn set_source(connection: &mut Connection, id: Id, source_id: &str) -> Result<(), Error> {
    diesel::update(working_copies::table.find(id)).set(working_copies::source_id.eq(source_id)).execute(connection)?;
    Ok(())
}

/// Saves a new working copy, a draft of version 1.
pub fn insert(connection: &mut Connection, id: Id, content: Content) -> Result<WorkingCopy, SaveError> {
    let head = insert_together(connection, std::slice::from_ref(&(id, content.clone())))?.pop();
    let head = head.ok_or_else(|| Error::Corrupt(format!("{id} was not saved")))?;
    Ok(WorkingCopy { head, content })
}

/// Saves new working copies that may refer to one another, drafts of version 1.
///
/// Topics must come after their parents.
pub fn insert_together(connection: &mut Connection, new: &[(Id, Content)]) -> Result<Vec<Head>, SaveError> {
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
        heads.push(row.into());
    }
    // Resources point at rows of articles, so that those come first.
    for kind in [Kind::Topic, Kind::Phrase, Kind::Article, Kind::Resource] {
        for (id, content) in new.iter().filter(|(_, content)| content.kind() == kind) {
            references::store::check(connection, *id, content)?;
            insert_details(connection, *id, content)?;
            references::store::replace(connection, *id, content)?;
        }
    }
    Ok(heads)
}

fn insert_details(connection: &mut Connection, id: Id, content: &Content) -> Result<(), SaveError> {
    match content {
        Content::Article(article) => articles::store::insert(connection, id, article)?,
        Content::Phrase(phrase) => phrases::store::insert(connection, id, phrase)?,
        Content::Resource(resource) => resources::store::insert(connection, id, resource)?,
        Content::Topic(topic) => topics::store::insert(connection, id, topic)?,
    }
    Ok(())
}

/// Replaces the content of a working copy and makes it the next version.
pub fn replace(connection: &mut Connection, current: &Head, content: Content) -> Result<WorkingCopy, SaveError> {
    let id = current.id;
    references::store::check(connection, id, &content)?;
    let head = Head { version: current.version + 1, updated_at: Timestamp::now(), ..current.clone() };
    diesel::update(working_copies::table.find(id))
        .set((
            working_copies::label.eq(content.label()),
            working_copies::version.eq(head.version),
            working_copies::updated_at.eq(head.updated_at),
        ))
        .execute(connection)?;
    match &content {
        Content::Article(article) => articles::store::replace(connection, id, article)?,
        Content::Phrase(phrase) => phrases::store::replace(connection, id, phrase)?,
        Content::Resource(resource) => resources::store::replace(connection, id, resource)?,
        Content::Topic(topic) => topics::store::replace(connection, id, topic)?,
    }
    references::store::replace(connection, id, &content)?;
    Ok(WorkingCopy { head, content })
}

/// Deletes a working copy that nothing refers to.
pub fn delete(connection: &mut Connection, id: Id) -> Result<(), SaveError> {
    let users = references::store::users(connection, id)?;
    if !users.is_empty() {
        return Err(SaveError::InUse(users));
    }
    diesel::delete(working_copies::table.find(id)).execute(connection)?;
    Ok(())
}

/// Notes that the working copy as it stands is public now; that is a version of its own.
pub fn mark_published(connection: &mut Connection, head: &Head, now: Timestamp) -> Result<Head, Error> {
    let version = head.version + 1;
    mark(
        connection,
        Head { version, status: Status::Published, published_version: Some(version), updated_at: now, ..head.clone() },
    )
}

/// Notes that the working copy is not public any more; that is a version of its own.
pub fn mark_unpublished(connection: &mut Connection, head: &Head, now: Timestamp) -> Result<Head, Error> {
    mark(
        connection,
        Head {
            version: head.version + 1,
            status: Status::Unpublished,
            published_version: None,
            updated_at: now,
            ..head.clone()
        },
    )
}

fn mark(connection: &mut Connection, head: Head) -> Result<Head, Error> {
    diesel::update(working_copies::table.find(head.id))
        .set((
            working_copies::version.eq(head.version),
            working_copies::status.eq(head.status),
            working_copies::published_version.eq(head.published_version),
            working_copies::updated_at.eq(head.updated_at),
        ))
        .execute(connection)?;
    Ok(head)
}

/// Which working copies a list has.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Standing here in their life.
    pub status: Option<Status>,
    /// Carrying this topic.
    pub topic: Option<Id>,
    /// With this text in their title, text or name.
    pub q: Option<String>,
    /// Articles whose next review comes before this.
    pub review_due_before: Option<Timestamp>,
}

fn filtered(kind: Kind, filter: &ListFilter) -> working_copies::BoxedQuery<'static, Backend> {
    let mut query = working_copies::table.filter(working_copies::kind.eq(kind)).into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(working_copies::status.eq(status));
    }
    if let Some(topic) = filter.topic {
        query = query.filter(diesel::dsl::exists(
            working_references::table
                .filter(working_references::target_id.eq(topic))
                .filter(working_references::source_id.eq(working_copies::id)),
        ));
    }
    if let Some(q) = &filter.q {
        query = query.filter(working_copies::label.like(contains_pattern(q)).escape('\\'));
    }
    if let Some(before) = filter.review_due_before {
        query = query.filter(diesel::dsl::exists(
            article_rows::table
                .filter(article_rows::id.eq(working_copies::id))
                .filter(article_rows::next_review_at.lt(before)),
        ));
    }
    query
}

fn contains_pattern(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// A page of working copies, the latest written first: those after or before `from`, at most `rows`.
/// `backwards` turns the order round.
pub fn list(
    connection: &mut Connection,
    kind: Kind,
    filter: &ListFilter,
    from: Option<(Timestamp, Id)>,
    backwards: bool,
    rows: i64,
) -> Result<Vec<WorkingCopy>, Error> {
    let mut query = filtered(kind, filter);
    query = if backwards {
        query.order((working_copies::updated_at.asc(), working_copies::id.asc()))
    } else {
        query.order((working_copies::updated_at.desc(), working_copies::id.desc()))
    };
    query = match from {
        Some((at, id)) if backwards => query
            .filter(working_copies::updated_at.ge(at))
            .filter(working_copies::updated_at.gt(at).or(working_copies::id.gt(id))),
        Some((at, id)) => query
            .filter(working_copies::updated_at.le(at))
            .filter(working_copies::updated_at.lt(at).or(working_copies::id.lt(id))),
        None => query,
    };
    let heads: Vec<HeadRow> = query.limit(rows).select(HeadRow::as_select()).load(connection)?;
    heads.into_iter().map(|row| complete(connection, row.into())).collect()
}

/// How many working copies the whole list has.
pub fn count(connection: &mut Connection, kind: Kind, filter: &ListFilter) -> Result<i64, Error> {
    Ok(filtered(kind, filter).count().get_result(connection)?)
}

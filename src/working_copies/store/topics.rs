//! Rows of topics.

use diesel::prelude::*;

use crate::content::topic::LEVELS_MAX;
use crate::content::topic::TopicKind;
use crate::content::{Id, Kind, ReferenceRole, Slug, Topic, ViolationCode};
use crate::db::schema::{topics, working_references};
use crate::db::{Connection, Error};
use crate::working_copies::error::SaveError;

/// The maximum number of parents in one query.
const CHUNK: usize = 500;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = topics, treat_none_as_null = true)]
struct TopicRow {
    id: Id,
    kind: TopicKind,
    slug: Slug,
    name: String,
    description: Option<String>,
    parent_id: Option<Id>,
    translations: String,
}

/// Returns the content of a topic.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<Topic, Error> {
    let row: TopicRow = topics::table.find(id).select(TopicRow::as_select()).first(connection)?;
    Ok(Topic {
        kind: row.kind,
        slug: row.slug,
        name: row.name,
        description: row.description,
        parent_id: row.parent_id,
        translations: serde_json::from_str(&row.translations)?,
    })
}

/// Inserts the row of a topic.
pub(super) fn insert(connection: &mut Connection, id: Id, topic: &Topic) -> Result<(), SaveError> {
    check(connection, id, topic)?;
    diesel::insert_into(topics::table).values(&row_of(id, topic)?).execute(connection)?;
    Ok(())
}

/// Replaces the row of a topic.
pub(super) fn replace(connection: &mut Connection, id: Id, topic: &Topic) -> Result<(), SaveError> {
    check(connection, id, topic)?;
    diesel::update(topics::table.find(id)).set(&row_of(id, topic)?).execute(connection)?;
    Ok(())
}

fn row_of(id: Id, topic: &Topic) -> Result<TopicRow, Error> {
    Ok(TopicRow {
        id,
        kind: topic.kind,
        slug: topic.slug.clone(),
        name: topic.name.clone(),
        description: topic.description.clone(),
        parent_id: topic.parent_id,
        translations: serde_json::to_string(&topic.translations)?,
    })
}

fn check(connection: &mut Connection, id: Id, topic: &Topic) -> Result<(), SaveError> {
    let same_slug: Option<Id> = topics::table
        .filter(topics::slug.eq(&topic.slug))
        .filter(topics::id.ne(id))
        .select(topics::id)
        .first(connection)
        .optional()?;
    if let Some(other) = same_slug {
        return Err(SaveError::SlugInUse { slug: topic.slug.to_string(), kind: Kind::Topic, id: other });
    }
    check_topic_depth(connection, id, topic)
}

/// Returns an error if the parent is a descendant of the topic, or if the branch would exceed the maximum depth.
fn check_topic_depth(connection: &mut Connection, id: Id, topic: &Topic) -> Result<(), SaveError> {
    let Some(parent) = topic.parent_id else { return Ok(()) };
    let now: Option<Option<Id>> = topics::table.find(id).select(topics::parent_id).first(connection).optional()?;
    if now == Some(Some(parent)) {
        return Ok(());
    }
    let mut levels = 1;
    let mut ancestor = Some(parent);
    while let Some(current) = ancestor.filter(|_| levels <= LEVELS_MAX) {
        if current == id {
            let detail =
                "The topic would be its own descendant; choose a parent that is not one of its own descendants.";
            return Err(SaveError::invalid("/parentId", ViolationCode::SelfReference, detail));
        }
        levels += 1;
        ancestor =
            topics::table.find(current).select(topics::parent_id).first::<Option<Id>>(connection).optional()?.flatten();
    }
    let mut level = vec![id];
    while levels <= LEVELS_MAX {
        level = children(connection, &level)?;
        if level.is_empty() {
            return Ok(());
        }
        levels += 1;
    }
    let detail = format!("Topics have at most {LEVELS_MAX} levels; choose a parent on a higher level.");
    Err(SaveError::invalid("/parentId", ViolationCode::NestingTooDeep, detail))
}

/// Returns the topics whose parent is one of `parents`.
fn children(connection: &mut Connection, parents: &[Id]) -> Result<Vec<Id>, Error> {
    let mut found = Vec::new();
    for chunk in parents.chunks(CHUNK) {
        let children: Vec<Id> = working_references::table
            .filter(working_references::target_id.eq_any(chunk))
            .filter(working_references::role.eq(ReferenceRole::Parent))
            .select(working_references::source_id)
            .load(connection)?;
        found.extend(children);
    }
    Ok(found)
}

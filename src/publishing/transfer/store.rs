//! Queries of published state for exports and imports.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::records::{ExportedSource, ExportedUnpublishing, PublishedState};
use crate::content::{ChangeAction, Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::schema::{
    changes, published_addresses as addresses, published_changes, published_topic_addresses as topic_addresses,
    published_unpublishings as unpublishings,
};
use crate::db::{Connection, Error};
use crate::publishing::documents::{PublishedSource, parse_updated_at};
use crate::publishing::store::{change_log, documents, sources, withdrawn};

/// Returns the published state of an entity, if it is public.
pub fn find_published(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<PublishedState>, Error> {
    let Some(source) = sources::find(connection, id)? else { return Ok(None) };
    let updated_at = documents::updated_at(connection, kind, id)?;
    Ok(Some(PublishedState {
        version: source.version,
        first_published_at: source.first_published_at,
        published_at: source.published_at,
        updated_at: updated_at.ok_or_else(|| Error::Corrupt(format!("the published {id} has no document")))?,
        content: source.content,
    }))
}

/// A row of the change log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Queryable, Selectable)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(table_name = changes)]
pub struct ExportedChange {
    /// The time at which it was added to this log.
    pub at: Timestamp,
    /// The time at which it happened, if that was earlier and in another database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_at: Option<Timestamp>,
    /// The action.
    pub action: ChangeAction,
    /// The kind of the entity.
    pub kind: Kind,
    /// The id of the entity.
    #[diesel(column_name = entity_id)]
    pub id: Id,
    /// The version of its working copy.
    pub version: i64,
    /// The editor's note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
    /// True if readers were notified.
    #[serde(default)]
    pub major: bool,
}

/// A current or former slug of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Queryable, Selectable, Insertable)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(table_name = addresses)]
pub struct ExportedAddress {
    /// The locale.
    pub locale: Locale,
    /// The slug.
    pub slug: Slug,
    /// The article that has it now.
    pub article_id: Id,
}

/// A current or former slug of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Queryable, Selectable, Insertable)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(table_name = topic_addresses)]
pub struct ExportedTopicAddress {
    /// The slug.
    pub slug: Slug,
    /// The topic that has it now.
    pub topic_id: Id,
}

/// A row of the change log with its sequence number.
#[derive(Debug, Queryable)]
pub struct NumberedChange {
    /// The sequence number.
    pub seq: i64,
    /// The row.
    pub change: ExportedChange,
}

/// Returns rows of the change log after the sequence number `after`.
pub fn list_changes(connection: &mut Connection, after: i64, limit: i64) -> Result<Vec<NumberedChange>, Error> {
    Ok(changes::table
        .filter(changes::seq.gt(after))
        .order(changes::seq)
        .limit(limit)
        .select((changes::seq, ExportedChange::as_select()))
        .load(connection)?)
}

/// Returns addresses in their order, after `after`.
pub fn list_addresses(
    connection: &mut Connection,
    after: Option<&ExportedAddress>,
    limit: i64,
) -> Result<Vec<ExportedAddress>, Error> {
    use addresses as row;
    let mut query =
        row::table.order((row::locale, row::slug)).select(ExportedAddress::as_select()).limit(limit).into_boxed();
    if let Some(ExportedAddress { locale, slug, .. }) = after {
        query = query
            .filter(row::locale.gt(locale.clone()).or(row::locale.eq(locale.clone()).and(row::slug.gt(slug.clone()))));
    }
    Ok(query.load(connection)?)
}

/// Returns addresses of topics in their order, after `after`.
pub fn list_topic_addresses(
    connection: &mut Connection,
    after: Option<&ExportedTopicAddress>,
    limit: i64,
) -> Result<Vec<ExportedTopicAddress>, Error> {
    use topic_addresses as row;
    let mut query = row::table.order(row::slug).select(ExportedTopicAddress::as_select()).limit(limit).into_boxed();
    if let Some(ExportedTopicAddress { slug, .. }) = after {
        query = query.filter(row::slug.gt(slug.clone()));
    }
    Ok(query.load(connection)?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = unpublishings)]
struct ExportedUnpublishingRow {
    id: Id,
    kind: Kind,
    mode: UnpublishMode,
    explanation: Option<String>,
    alternative_url: Option<String>,
    alternative_article_id: Option<Id>,
    locale: Option<Locale>,
    slug: Option<Slug>,
    translation_group_id: Option<Id>,
    document: Option<String>,
    at: Timestamp,
}

/// Returns unpublishings in the order of their ids, after the id `after`.
pub fn list_unpublishings(
    connection: &mut Connection,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<ExportedUnpublishing>, Error> {
    let mut query = unpublishings::table
        .order(unpublishings::id)
        .select(ExportedUnpublishingRow::as_select())
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(unpublishings::id.gt(after));
    }
    let rows: Vec<ExportedUnpublishingRow> = query.load(connection)?;
    rows.into_iter()
        .map(|row| {
            let source = withdrawn::find(connection, row.id)?;
            let updated_at = row.document.as_deref().map(parse_updated_at).transpose()?;
            let source = source.as_ref().zip(updated_at);
            Ok(ExportedUnpublishing {
                id: row.id,
                kind: row.kind,
                mode: row.mode,
                explanation: row.explanation,
                alternative_url: row.alternative_url,
                alternative_article_id: row.alternative_article_id,
                locale: row.locale,
                slug: row.slug,
                translation_group_id: row.translation_group_id,
                source: source.map(|(source, updated_at)| exported_source(source, updated_at)).transpose()?,
                at: row.at,
            })
        })
        .collect()
}

fn exported_source(source: &PublishedSource, updated_at: Timestamp) -> Result<ExportedSource, Error> {
    Ok(ExportedSource {
        updated_at,
        version: source.version,
        first_published_at: source.first_published_at,
        published_at: source.published_at,
        content: serde_json::to_value(&source.content)?,
    })
}

/// Returns true if the change log contains a change of the entity.
pub(super) fn is_logged(connection: &mut Connection, id: Id) -> Result<bool, Error> {
    let row: Option<Id> =
        published_changes::table.find(id).select(published_changes::entity_id).first(connection).optional()?;
    Ok(row.is_some())
}

/// Returns true if the log contains a publish of the entity.
pub fn was_published(connection: &mut Connection, id: Id) -> Result<bool, Error> {
    let row: Option<i64> = changes::table
        .filter(changes::entity_id.eq(id))
        .filter(changes::action.eq(ChangeAction::Publish))
        .select(changes::seq)
        .first(connection)
        .optional()?;
    Ok(row.is_some())
}

/// Returns the time of the last change in the log.
pub(super) fn last_change_at(connection: &mut Connection) -> Result<Option<Timestamp>, Error> {
    Ok(changes::table.order(changes::seq.desc()).select(changes::at).first(connection).optional()?)
}

/// Appends a change of another database's log, with the time `at`, without notifying anybody.
pub(super) fn append_change(connection: &mut Connection, change: &ExportedChange, at: Timestamp) -> Result<(), Error> {
    let happened_at = change.happened_at.unwrap_or(change.at);
    diesel::insert_into(changes::table)
        .values((
            changes::at.eq(at),
            changes::happened_at.eq((happened_at != at).then_some(happened_at)),
            changes::action.eq(change.action),
            changes::kind.eq(change.kind),
            changes::entity_id.eq(change.id),
            changes::version.eq(change.version),
            changes::change_note.eq(&change.change_note),
            changes::major.eq(change.major),
        ))
        .execute(connection)?;
    change_log::save_latest(connection, change.id, change.kind, change.action, at).map(drop)
}

/// Inserts an address. Returns false if another article has it.
pub(super) fn insert_address(connection: &mut Connection, address: &ExportedAddress) -> Result<bool, Error> {
    use addresses as row;
    let holder: Option<Id> =
        row::table.find((&address.locale, &address.slug)).select(row::article_id).first(connection).optional()?;
    if let Some(holder) = holder {
        return Ok(holder == address.article_id);
    }
    diesel::insert_into(row::table).values(address).execute(connection)?;
    Ok(true)
}

/// Inserts an address of a topic. Returns false if another topic has it.
pub(super) fn insert_topic_address(connection: &mut Connection, address: &ExportedTopicAddress) -> Result<bool, Error> {
    use topic_addresses as row;
    let holder: Option<Id> = row::table.find(&address.slug).select(row::topic_id).get_result(connection).optional()?;
    if let Some(holder) = holder {
        return Ok(holder == address.topic_id);
    }
    diesel::insert_into(row::table).values(address).execute(connection)?;
    Ok(true)
}

/// Inserts an unpublishing, unless there is one, with the source of the document that is still to be frozen. Returns
/// true if it was inserted.
pub(super) fn insert_unpublishing(
    connection: &mut Connection,
    unpublishing: &ExportedUnpublishing,
    source: Option<&PublishedSource>,
) -> Result<bool, Error> {
    let existing: Option<Id> =
        unpublishings::table.find(unpublishing.id).select(unpublishings::id).first(connection).optional()?;
    if existing.is_some() {
        return Ok(false);
    }
    let row = ExportedUnpublishingRow {
        id: unpublishing.id,
        kind: unpublishing.kind,
        mode: unpublishing.mode,
        explanation: unpublishing.explanation.clone(),
        alternative_url: unpublishing.alternative_url.clone(),
        alternative_article_id: unpublishing.alternative_article_id,
        locale: unpublishing.locale.clone(),
        slug: unpublishing.slug.clone(),
        translation_group_id: unpublishing.translation_group_id,
        document: None,
        at: unpublishing.at,
    };
    diesel::insert_into(unpublishings::table).values(&row).execute(connection)?;
    if let Some(source) = source {
        withdrawn::insert(connection, source)?;
    }
    Ok(true)
}

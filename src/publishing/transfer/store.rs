//! Queries of published state for exports and imports.

use diesel::prelude::*;

use super::records::{
    ExportedAddress, ExportedChange, ExportedSource, ExportedTopicAddress, ExportedUnpublishing, PublishedState,
};
use crate::content::{ChangeAction, Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::schema::{
    changes, published_addresses, published_changes, published_topic_addresses,
    published_unpublishings as unpublishings,
};
use crate::db::{Connection, Error};
use crate::publishing::documents::{PublishedSource, parse_updated_at};
use crate::publishing::store::{documents, sources, withdrawn};

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

#[derive(Queryable, Selectable)]
#[diesel(table_name = changes)]
struct ExportedChangeRow {
    seq: i64,
    at: Timestamp,
    happened_at: Option<Timestamp>,
    action: ChangeAction,
    kind: Kind,
    entity_id: Id,
    version: i64,
    change_note: Option<String>,
    major: bool,
}

/// A row of the change log with its sequence number.
#[derive(Debug)]
pub struct NumberedChange {
    /// The sequence number.
    pub seq: i64,
    /// The row.
    pub change: ExportedChange,
}

/// Returns rows of the change log after the sequence number `after`.
pub fn list_changes(connection: &mut Connection, after: i64, limit: i64) -> Result<Vec<NumberedChange>, Error> {
    let rows: Vec<ExportedChangeRow> = changes::table
        .filter(changes::seq.gt(after))
        .order(changes::seq)
        .limit(limit)
        .select(ExportedChangeRow::as_select())
        .load(connection)?;
    let numbered = |row: ExportedChangeRow| NumberedChange {
        seq: row.seq,
        change: ExportedChange {
            at: row.at,
            happened_at: row.happened_at,
            action: row.action,
            kind: row.kind,
            id: row.entity_id,
            version: row.version,
            change_note: row.change_note,
            major: row.major,
        },
    };
    Ok(rows.into_iter().map(numbered).collect())
}

/// Returns addresses in their order, after `after`.
pub fn list_addresses(
    connection: &mut Connection,
    after: Option<&ExportedAddress>,
    limit: i64,
) -> Result<Vec<ExportedAddress>, Error> {
    use published_addresses as row;
    let mut query = row::table
        .order((row::locale, row::slug))
        .select((row::locale, row::slug, row::article_id))
        .limit(limit)
        .into_boxed();
    if let Some(ExportedAddress { locale, slug, .. }) = after {
        query = query
            .filter(row::locale.gt(locale.clone()).or(row::locale.eq(locale.clone()).and(row::slug.gt(slug.clone()))));
    }
    let rows: Vec<(Locale, Slug, Id)> = query.load(connection)?;
    Ok(rows.into_iter().map(|(locale, slug, article_id)| ExportedAddress { locale, slug, article_id }).collect())
}

/// Returns addresses of topics in their order, after `after`.
pub fn list_topic_addresses(
    connection: &mut Connection,
    after: Option<&ExportedTopicAddress>,
    limit: i64,
) -> Result<Vec<ExportedTopicAddress>, Error> {
    use published_topic_addresses as row;
    let mut query = row::table.order(row::slug).select((row::slug, row::topic_id)).limit(limit).into_boxed();
    if let Some(ExportedTopicAddress { slug, .. }) = after {
        query = query.filter(row::slug.gt(slug.clone()));
    }
    let rows: Vec<(Slug, Id)> = query.load(connection)?;
    Ok(rows.into_iter().map(|(slug, topic_id)| ExportedTopicAddress { slug, topic_id }).collect())
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
    use published_changes as row;
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
    // There is only one writer and this is its transaction, so the last row is this one.
    let seq: i64 = changes::table.order(changes::seq.desc()).select(changes::seq).first(connection)?;
    diesel::delete(row::table.find(change.id)).execute(connection)?;
    diesel::insert_into(row::table)
        .values((
            row::entity_id.eq(change.id),
            row::seq.eq(seq),
            row::at.eq(at),
            row::action.eq(change.action),
            row::kind.eq(change.kind),
        ))
        .execute(connection)?;
    Ok(())
}

/// Inserts an address. Returns false if another article has it.
pub(super) fn insert_address(connection: &mut Connection, address: &ExportedAddress) -> Result<bool, Error> {
    use published_addresses as row;
    let holder: Option<Id> =
        row::table.find((&address.locale, &address.slug)).select(row::article_id).first(connection).optional()?;
    if let Some(holder) = holder {
        return Ok(holder == address.article_id);
    }
    diesel::insert_into(row::table)
        .values((row::locale.eq(&address.locale), row::slug.eq(&address.slug), row::article_id.eq(address.article_id)))
        .execute(connection)?;
    Ok(true)
}

/// Inserts an address of a topic. Returns false if another topic has it.
pub(super) fn insert_topic_address(connection: &mut Connection, address: &ExportedTopicAddress) -> Result<bool, Error> {
    use published_topic_addresses as row;
    let holder: Option<Id> = row::table.find(&address.slug).select(row::topic_id).get_result(connection).optional()?;
    if let Some(holder) = holder {
        return Ok(holder == address.topic_id);
    }
    diesel::insert_into(row::table)
        .values((row::slug.eq(&address.slug), row::topic_id.eq(address.topic_id)))
        .execute(connection)?;
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

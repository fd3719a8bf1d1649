//! Rows of published documents.

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{addresses, article_documents, resource_regions};
use crate::content::documents::{ArticleDocument, PhraseDocument, ResourceDocument, TopicDocument};
use crate::content::phrase::Tone;
use crate::content::resource::ResourceKind;
use crate::content::topic::TopicKind;
use crate::content::{Id, Kind, Locale, Slug, Timestamp};
use crate::db::schema::{published_articles, published_phrases, published_resources, published_topics};
use crate::db::{Connection, Error};
use crate::publishing::documents::Document;

/// Returns true if `new` differs from the stored document, apart from the time of the last change.
fn differs<D>(stored: Option<String>, new: &D, set_updated_at: fn(&mut D, &D)) -> Result<bool, Error>
where
    D: Serialize + DeserializeOwned + PartialEq,
{
    let Some(json) = stored else { return Ok(true) };
    // An unreadable document counts as different, and so does one without the members of newer versions.
    let Ok(mut stored) = serde_json::from_str::<D>(&json) else { return Ok(true) };
    if serde_json::to_string(&stored)? != json {
        return Ok(true);
    }
    set_updated_at(&mut stored, new);
    Ok(stored != *new)
}

/// Returns true if an article's document differs from the stored one.
pub(crate) fn article_differs(stored: Option<String>, new: &ArticleDocument) -> Result<bool, Error> {
    differs(stored, new, |stored, new| {
        stored.updated_at = new.updated_at;
        // The review state follows from the clock, not from a change.
        stored.review.state = new.review.state;
    })
}

#[derive(Queryable, Selectable, Insertable, PartialEq)]
#[diesel(table_name = published_phrases)]
struct PhraseDocumentRow {
    id: Id,
    locale: Locale,
    tone: Tone,
    text: String,
    published_at: Timestamp,
    updated_at: Timestamp,
    document: String,
}

impl PhraseDocumentRow {
    fn of(document: &PhraseDocument) -> Result<Self, Error> {
        Ok(Self {
            id: document.id,
            locale: document.locale.clone(),
            tone: document.tone,
            text: document.text.clone(),
            published_at: document.published_at,
            updated_at: document.updated_at,
            document: serde_json::to_string(document)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable, PartialEq)]
#[diesel(table_name = published_resources)]
struct ResourceDocumentRow {
    id: Id,
    locale: Locale,
    kind: ResourceKind,
    title: String,
    published_at: Timestamp,
    updated_at: Timestamp,
    document: String,
}

impl ResourceDocumentRow {
    fn of(document: &ResourceDocument) -> Result<Self, Error> {
        Ok(Self {
            id: document.id,
            locale: document.locale.clone(),
            kind: document.kind,
            title: document.title.clone(),
            published_at: document.published_at,
            updated_at: document.updated_at,
            document: serde_json::to_string(document)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable, PartialEq)]
#[diesel(table_name = published_topics)]
struct TopicDocumentRow {
    id: Id,
    kind: TopicKind,
    slug: Slug,
    name: String,
    parent_id: Option<Id>,
    updated_at: Timestamp,
    document: String,
}

impl TopicDocumentRow {
    fn of(document: &TopicDocument) -> Result<Self, Error> {
        Ok(Self {
            id: document.id,
            kind: document.topic.kind,
            slug: document.topic.slug.clone(),
            name: document.topic.name.clone(),
            parent_id: document.topic.parent_id,
            updated_at: document.updated_at,
            document: serde_json::to_string(document)?,
        })
    }
}

/// Writes a document if it differs from the stored one. Returns true if it was written.
pub(crate) fn save(connection: &mut Connection, document: &Document) -> Result<bool, Error> {
    let (kind, id) = (document.kind(), document.id());
    let stored = find(connection, kind, id)?;
    let is_stored = stored.is_some();
    let is_new = match document {
        Document::Article(new) => article_differs(stored, new)?,
        Document::Phrase(new) => differs(stored, new, |stored, new| stored.updated_at = new.updated_at)?,
        Document::Resource(new) => differs(stored, new, |stored, new| stored.updated_at = new.updated_at)?,
        Document::Topic(new) => differs(stored, new, |stored, new| stored.updated_at = new.updated_at)?,
    };
    if !is_new {
        return Ok(false);
    }
    if is_stored && kind != Kind::Article {
        delete(connection, kind, id)?;
    }
    match document {
        Document::Article(new) if is_stored => article_documents::update(connection, new)?,
        Document::Article(new) => article_documents::insert(connection, new)?,
        Document::Phrase(new) => {
            diesel::insert_into(published_phrases::table).values(PhraseDocumentRow::of(new)?).execute(connection)?;
        }
        Document::Resource(new) => {
            diesel::insert_into(published_resources::table)
                .values(ResourceDocumentRow::of(new)?)
                .execute(connection)?;
            resource_regions::insert(connection, new)?;
        }
        Document::Topic(new) => {
            diesel::insert_into(published_topics::table).values(TopicDocumentRow::of(new)?).execute(connection)?;
            addresses::save_topic_address(connection, new.id, &new.topic.slug)?;
        }
    }
    Ok(true)
}

/// Returns true if every stored column matches the document. The document gets the stored time of its last change.
pub(crate) fn is_current(connection: &mut Connection, document: &mut Document) -> Result<bool, Error> {
    Ok(match document {
        Document::Article(new) => article_documents::is_current(connection, new)?,
        Document::Phrase(new) => {
            let row: PhraseDocumentRow =
                published_phrases::table.find(new.id).select(PhraseDocumentRow::as_select()).first(connection)?;
            new.updated_at = row.updated_at;
            row == PhraseDocumentRow::of(new)?
        }
        Document::Resource(new) => {
            let row: ResourceDocumentRow =
                published_resources::table.find(new.id).select(ResourceDocumentRow::as_select()).first(connection)?;
            new.updated_at = row.updated_at;
            row == ResourceDocumentRow::of(new)? && resource_regions::is_current(connection, new)?
        }
        Document::Topic(new) => {
            let row: TopicDocumentRow =
                published_topics::table.find(new.id).select(TopicDocumentRow::as_select()).first(connection)?;
            new.updated_at = row.updated_at;
            row == TopicDocumentRow::of(new)? && addresses::is_topic_address(connection, new.id, &new.topic.slug)?
        }
    })
}

/// Loads one column of the document of an entity.
macro_rules! find_column {
    ($connection:ident, $kind:ident, $id:ident, $column:ident) => {{
        macro_rules! of_table {
            ($table:ident) => {
                $table::table.find($id).select($table::$column).first($connection).optional()?
            };
        }
        Ok(match $kind {
            Kind::Article => of_table!(published_articles),
            Kind::Phrase => of_table!(published_phrases),
            Kind::Resource => of_table!(published_resources),
            Kind::Topic => of_table!(published_topics),
        })
    }};
}

/// Returns the stored document of an entity.
pub(crate) fn find(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<String>, Error> {
    find_column!(connection, kind, id, document)
}

/// Returns the time of the last change of a stored document.
pub(crate) fn updated_at(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<Timestamp>, Error> {
    find_column!(connection, kind, id, updated_at)
}

/// Removes a document. Its addresses stay known as former ones.
pub(crate) fn delete(connection: &mut Connection, kind: Kind, id: Id) -> Result<(), Error> {
    match kind {
        Kind::Article => article_documents::delete(connection, id)?,
        Kind::Phrase => drop(diesel::delete(published_phrases::table.find(id)).execute(connection)?),
        Kind::Resource => {
            resource_regions::delete(connection, id)?;
            diesel::delete(published_resources::table.find(id)).execute(connection)?;
        }
        Kind::Topic => {
            addresses::release_topic_address(connection, id)?;
            diesel::delete(published_topics::table.find(id)).execute(connection)?;
        }
    }
    Ok(())
}

/// The number of documents in a page.
const PAGE_SIZE: i64 = 200;

/// Returns a page of documents of a kind, in the order of their ids, after `after`.
pub(crate) fn load_page_after(
    connection: &mut Connection,
    kind: Kind,
    after: Option<Id>,
) -> Result<Vec<(Id, String)>, Error> {
    macro_rules! page {
        ($table:ident) => {{
            let rows = $table::table.order($table::id).limit(PAGE_SIZE).select(($table::id, $table::document));
            match after {
                Some(after) => rows.filter($table::id.gt(after)).load(connection)?,
                None => rows.load(connection)?,
            }
        }};
    }
    Ok(match kind {
        Kind::Article => page!(published_articles),
        Kind::Phrase => page!(published_phrases),
        Kind::Resource => page!(published_resources),
        Kind::Topic => page!(published_topics),
    })
}

/// Returns the published entity that has the slug, within the locale for articles.
pub(crate) fn slug_holder(
    connection: &mut Connection,
    locale: Option<&Locale>,
    slug: &Slug,
) -> Result<Option<Id>, Error> {
    Ok(match locale {
        Some(locale) => published_articles::table
            .filter(published_articles::locale.eq(locale))
            .filter(published_articles::slug.eq(slug))
            .select(published_articles::id)
            .first(connection)
            .optional()?,
        None => published_topics::table
            .filter(published_topics::slug.eq(slug))
            .select(published_topics::id)
            .first(connection)
            .optional()?,
    })
}

//! Rows of published documents. Each `save_…` says whether anything but the time of freezing is new.

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::content::documents::{ArticleDocument, PhraseDocument, ResourceDocument, TopicDocument};
use crate::content::{Article, Id, Kind, Locale, Slug};
use crate::db::schema::{
    published_addresses, published_articles, published_phrases, published_resources, published_sections,
    published_topic_addresses, published_topics,
};
use crate::db::{Connection, Error};

/// Whether `new` says something else than the stored document, the time of its change aside.
fn differs<D>(stored: Option<String>, new: &D, set_updated_at: fn(&mut D, &D)) -> Result<bool, Error>
where
    D: Serialize + DeserializeOwned + PartialEq,
{
    let Some(json) = stored else { return Ok(true) };
    let mut stored: D = serde_json::from_str(&json)?;
    // Written before documents had all the members they have now, it does not say what it should.
    if serde_json::to_string(&stored)? != json {
        return Ok(true);
    }
    set_updated_at(&mut stored, new);
    Ok(stored != *new)
}

/// Whether an article's document says something else than the stored one.
pub(in crate::publishing) fn article_differs(stored: Option<String>, new: &ArticleDocument) -> Result<bool, Error> {
    differs(stored, new, |stored, new| {
        stored.updated_at = new.updated_at;
        // Follows from the clock, not from a change.
        stored.review.state = new.review.state;
    })
}

/// Writes an article's document, card, sections and address.
pub(in crate::publishing) fn save_article(
    connection: &mut Connection,
    article: &Article,
    document: &ArticleDocument,
) -> Result<bool, Error> {
    use published_articles as row;
    let stored = row::table.find(document.id).select(row::document).first(connection).optional()?;
    if !article_differs(stored, document)? {
        return Ok(false);
    }
    delete(connection, Kind::Article, document.id)?;
    diesel::insert_into(row::table)
        .values((
            row::id.eq(document.id),
            row::locale.eq(&document.locale),
            row::slug.eq(&document.slug),
            row::title.eq(&document.title),
            row::translation_group_id.eq(article.translation_group_id),
            row::published_at.eq(document.published_at),
            row::updated_at.eq(document.updated_at),
            row::next_review_at.eq(article.next_review_at),
            row::card.eq(serde_json::to_string(&document.card())?),
            row::document.eq(serde_json::to_string(document)?),
            row::is_indexable.eq(is_indexable(document)),
        ))
        .execute(connection)?;
    for (position, section) in (0_i64..).zip(&document.sections) {
        diesel::insert_into(published_sections::table)
            .values((
                published_sections::id.eq(section.id),
                published_sections::article_id.eq(document.id),
                published_sections::position.eq(position),
                published_sections::anchor.eq(&section.anchor),
                published_sections::document.eq(serde_json::to_string(section)?),
            ))
            .execute(connection)?;
    }
    save_address(connection, document)?;
    Ok(true)
}

/// Whether search engines are told of an article: it asks them not to leave it out, and it stands here in the first place.
fn is_indexable(document: &ArticleDocument) -> bool {
    !document.seo.no_index && document.seo.canonical_url.as_ref().is_none_or(|url| *url == document.url)
}

fn save_address(connection: &mut Connection, document: &ArticleDocument) -> Result<(), Error> {
    use published_addresses as row;
    let address = (row::locale.eq(&document.locale), row::slug.eq(&document.slug), row::article_id.eq(document.id));
    diesel::replace_into(row::table).values(address).execute(connection)?;
    Ok(())
}

/// Writes a phrase's document.
pub(in crate::publishing) fn save_phrase(
    connection: &mut Connection,
    document: &PhraseDocument,
) -> Result<bool, Error> {
    use published_phrases as row;
    let stored = row::table.find(document.id).select(row::document).first(connection).optional()?;
    if !differs(stored, document, |stored: &mut PhraseDocument, new| stored.updated_at = new.updated_at)? {
        return Ok(false);
    }
    delete(connection, Kind::Phrase, document.id)?;
    diesel::insert_into(row::table)
        .values((
            row::id.eq(document.id),
            row::locale.eq(&document.locale),
            row::tone.eq(document.tone),
            row::text.eq(&document.text),
            row::published_at.eq(document.published_at),
            row::updated_at.eq(document.updated_at),
            row::document.eq(serde_json::to_string(document)?),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Writes a resource's document.
pub(in crate::publishing) fn save_resource(
    connection: &mut Connection,
    document: &ResourceDocument,
) -> Result<bool, Error> {
    use published_resources as row;
    let stored = row::table.find(document.id).select(row::document).first(connection).optional()?;
    if !differs(stored, document, |stored: &mut ResourceDocument, new| stored.updated_at = new.updated_at)? {
        return Ok(false);
    }
    delete(connection, Kind::Resource, document.id)?;
    diesel::insert_into(row::table)
        .values((
            row::id.eq(document.id),
            row::locale.eq(&document.locale),
            row::kind.eq(document.kind),
            row::title.eq(&document.title),
            row::published_at.eq(document.published_at),
            row::updated_at.eq(document.updated_at),
            row::document.eq(serde_json::to_string(document)?),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Writes a topic's document.
pub(in crate::publishing) fn save_topic(connection: &mut Connection, document: &TopicDocument) -> Result<bool, Error> {
    use published_topics as row;
    let stored = row::table.find(document.id).select(row::document).first(connection).optional()?;
    if !differs(stored, document, |stored: &mut TopicDocument, new| stored.updated_at = new.updated_at)? {
        return Ok(false);
    }
    delete(connection, Kind::Topic, document.id)?;
    diesel::insert_into(row::table)
        .values((
            row::id.eq(document.id),
            row::kind.eq(document.topic.kind),
            row::slug.eq(&document.topic.slug),
            row::name.eq(&document.topic.name),
            row::parent_id.eq(document.topic.parent_id),
            row::updated_at.eq(document.updated_at),
            row::document.eq(serde_json::to_string(document)?),
        ))
        .execute(connection)?;
    save_topic_address(connection, document)?;
    Ok(true)
}

fn save_topic_address(connection: &mut Connection, document: &TopicDocument) -> Result<(), Error> {
    use published_topic_addresses as row;
    let address = (row::slug.eq(&document.topic.slug), row::topic_id.eq(document.id));
    diesel::replace_into(row::table).values(address).execute(connection)?;
    Ok(())
}

/// Removes a document; the addresses it had stay known.
pub(in crate::publishing) fn delete(connection: &mut Connection, kind: Kind, id: Id) -> Result<(), Error> {
    match kind {
        Kind::Article => {
            let sections = published_sections::table.filter(published_sections::article_id.eq(id));
            diesel::delete(sections).execute(connection)?;
            diesel::delete(published_articles::table.find(id)).execute(connection)?
        }
        Kind::Phrase => diesel::delete(published_phrases::table.find(id)).execute(connection)?,
        Kind::Resource => diesel::delete(published_resources::table.find(id)).execute(connection)?,
        Kind::Topic => diesel::delete(published_topics::table.find(id)).execute(connection)?,
    };
    Ok(())
}

/// How many documents are read at once.
const SOME: i64 = 200;

/// Documents of a kind in the order of their ids, some of those after `after`.
pub(in crate::publishing) fn some_after(
    connection: &mut Connection,
    kind: Kind,
    after: Option<Id>,
) -> Result<Vec<(Id, String)>, Error> {
    macro_rules! some {
        ($table:ident) => {{
            let rows = $table::table.order($table::id).limit(SOME).select(($table::id, $table::document));
            match after {
                Some(after) => rows.filter($table::id.gt(after)).load(connection)?,
                None => rows.load(connection)?,
            }
        }};
    }
    Ok(match kind {
        Kind::Article => some!(published_articles),
        Kind::Phrase => some!(published_phrases),
        Kind::Resource => some!(published_resources),
        Kind::Topic => some!(published_topics),
    })
}

/// Which other published thing has the slug, within the locale for articles.
pub(in crate::publishing) fn slug_holder(
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

/// Which published article of the group has the locale.
pub(in crate::publishing) fn translation_holder(
    connection: &mut Connection,
    group: Id,
    locale: &Locale,
) -> Result<Option<Id>, Error> {
    Ok(published_articles::table
        .filter(published_articles::translation_group_id.eq(group))
        .filter(published_articles::locale.eq(locale))
        .select(published_articles::id)
        .first(connection)
        .optional()?)
}

/// Which articles the sections are published in.
pub(in crate::publishing) fn section_holders(
    connection: &mut Connection,
    sections: &[Id],
) -> Result<Vec<(Id, Id)>, Error> {
    Ok(published_sections::table
        .filter(published_sections::id.eq_any(sections))
        .select((published_sections::id, published_sections::article_id))
        .load(connection)?)
}

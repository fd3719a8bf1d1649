//! Rows of published articles, of their sections and of their addresses.

use diesel::prelude::*;

use crate::content::documents::{ArticleDocument, SectionDocument};
use crate::content::{Id, Locale, Slug, Timestamp};
use crate::db::schema::{published_addresses, published_articles, published_sections};
use crate::db::{Connection, Error};

#[derive(Queryable, Selectable, Insertable, PartialEq)]
#[diesel(table_name = published_articles)]
struct ArticleRow {
    id: Id,
    locale: Locale,
    slug: Slug,
    title: String,
    translation_group_id: Id,
    published_at: Timestamp,
    updated_at: Timestamp,
    next_review_at: Option<Timestamp>,
    card: String,
    document: String,
    is_indexable: bool,
}

impl ArticleRow {
    fn of(document: &ArticleDocument, translation_group_id: Id) -> Result<Self, Error> {
        Ok(Self {
            id: document.id,
            locale: document.locale.clone(),
            slug: document.slug.clone(),
            title: document.title.clone(),
            translation_group_id,
            published_at: document.published_at,
            updated_at: document.updated_at,
            next_review_at: document.review.next_review_at,
            card: serde_json::to_string(&document.card())?,
            document: serde_json::to_string(document)?,
            is_indexable: is_indexable(document),
        })
    }
}

#[derive(Queryable, Selectable, Insertable, PartialEq)]
#[diesel(table_name = published_sections)]
struct SectionRow {
    id: Id,
    article_id: Id,
    position: i64,
    anchor: Slug,
    document: String,
}

impl SectionRow {
    fn of(article_id: Id, position: i64, section: &SectionDocument) -> Result<Self, Error> {
        Ok(Self {
            id: section.id,
            article_id,
            position,
            anchor: section.anchor.clone(),
            document: serde_json::to_string(section)?,
        })
    }

    fn of_article(document: &ArticleDocument) -> Result<Vec<Self>, Error> {
        (0_i64..).zip(&document.sections).map(|(position, section)| Self::of(document.id, position, section)).collect()
    }
}

/// Whether search engines are told of an article: it asks them not to leave it out, and it stands here in the first place.
fn is_indexable(document: &ArticleDocument) -> bool {
    !document.seo.no_index && document.seo.canonical_url.as_ref().is_none_or(|url| *url == document.url)
}

/// Writes an article's document, card, sections and address. There is none of it yet.
pub(in crate::publishing) fn insert(
    connection: &mut Connection,
    document: &ArticleDocument,
    translation_group_id: Id,
) -> Result<(), Error> {
    let row = ArticleRow::of(document, translation_group_id)?;
    diesel::insert_into(published_articles::table).values(row).execute(connection)?;
    for row in SectionRow::of_article(document)? {
        diesel::insert_into(published_sections::table).values(row).execute(connection)?;
    }
    save_address(connection, document)
}

fn save_address(connection: &mut Connection, document: &ArticleDocument) -> Result<(), Error> {
    use published_addresses as row;
    let address = (row::locale.eq(&document.locale), row::slug.eq(&document.slug), row::article_id.eq(document.id));
    diesel::replace_into(row::table).values(address).execute(connection)?;
    Ok(())
}

/// Whether what is stored of an article is what its document says, in every column.
pub(in crate::publishing) fn holds(
    connection: &mut Connection,
    document: &mut ArticleDocument,
    translation_group_id: Id,
) -> Result<bool, Error> {
    let row: ArticleRow =
        published_articles::table.find(document.id).select(ArticleRow::as_select()).first(connection)?;
    let stored: ArticleDocument = serde_json::from_str(&row.document)?;
    document.updated_at = row.updated_at;
    // Follows from the clock, not from a change.
    document.review.state = stored.review.state;
    let sections: Vec<SectionRow> = published_sections::table
        .filter(published_sections::article_id.eq(document.id))
        .order(published_sections::position)
        .select(SectionRow::as_select())
        .load(connection)?;
    let holder: Option<Id> = published_addresses::table
        .find((&document.locale, &document.slug))
        .select(published_addresses::article_id)
        .first(connection)
        .optional()?;
    Ok(row == ArticleRow::of(document, translation_group_id)?
        && sections == SectionRow::of_article(document)?
        && holder == Some(document.id))
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

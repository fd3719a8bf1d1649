//! Rows of published articles and their sections.

use diesel::prelude::*;

use super::addresses;
use crate::content::documents::{ArticleDocument, SectionDocument};
use crate::content::{Id, Locale, Slug, Timestamp};
use crate::db::schema::{published_articles as articles, published_sections as sections};
use crate::db::{Connection, Error};

#[derive(Queryable, Selectable, Insertable, PartialEq)]
#[diesel(table_name = articles)]
struct ArticleDocumentRow {
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

impl ArticleDocumentRow {
    fn of(document: &ArticleDocument) -> Result<Self, Error> {
        Ok(Self {
            id: document.id,
            locale: document.locale.clone(),
            slug: document.slug.clone(),
            title: document.title.clone(),
            translation_group_id: document.translation_group_id,
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
#[diesel(table_name = sections)]
struct SectionDocumentRow {
    id: Id,
    article_id: Id,
    position: i64,
    anchor: Slug,
    document: String,
}

impl SectionDocumentRow {
    fn of_article(document: &ArticleDocument) -> Result<Vec<Self>, Error> {
        let row = |(position, section): (i64, &SectionDocument)| {
            let (id, anchor) = (section.id, section.anchor.clone());
            Ok(Self { id, article_id: document.id, position, anchor, document: serde_json::to_string(section)? })
        };
        (0_i64..).zip(&document.sections).map(row).collect()
    }
}

/// Returns true if search engines may index an article: its metadata allows it, and its canonical address is here.
fn is_indexable(document: &ArticleDocument) -> bool {
    !document.seo.no_index && document.seo.canonical_url.as_ref().is_none_or(|url| *url == document.url)
}

/// Inserts an article's document, card, sections and address.
pub(crate) fn insert(connection: &mut Connection, document: &ArticleDocument) -> Result<(), Error> {
    let row = ArticleDocumentRow::of(document)?;
    diesel::insert_into(articles::table).values(row).execute(connection)?;
    insert_sections(connection, SectionDocumentRow::of_article(document)?)?;
    addresses::save_article_address(connection, document.id, &document.locale, &document.slug)
}

/// Updates the changed columns of an article's document. Unchanged columns are not written, so their indexes are not
/// touched.
pub(crate) fn update(connection: &mut Connection, document: &ArticleDocument) -> Result<(), Error> {
    use articles as row;
    let (old, new) = (find(connection, document.id)?, ArticleDocumentRow::of(document)?);
    diesel::update(row::table.find(new.id))
        .set((
            (old.locale != new.locale).then(|| row::locale.eq(new.locale)),
            (old.slug != new.slug).then(|| row::slug.eq(new.slug)),
            (old.title != new.title).then(|| row::title.eq(new.title)),
            (old.translation_group_id != new.translation_group_id)
                .then(|| row::translation_group_id.eq(new.translation_group_id)),
            (old.published_at != new.published_at).then(|| row::published_at.eq(new.published_at)),
            (old.next_review_at != new.next_review_at).then(|| row::next_review_at.eq(new.next_review_at)),
            (old.is_indexable != new.is_indexable).then(|| row::is_indexable.eq(new.is_indexable)),
            row::updated_at.eq(new.updated_at),
            row::card.eq(new.card),
            row::document.eq(new.document),
        ))
        .execute(connection)?;
    let sections = SectionDocumentRow::of_article(document)?;
    if sections_of(connection, document.id)? != sections {
        delete_sections(connection, document.id)?;
        insert_sections(connection, sections)?;
    }
    if !addresses::is_article_address(connection, document.id, &document.locale, &document.slug)? {
        addresses::save_article_address(connection, document.id, &document.locale, &document.slug)?;
    }
    Ok(())
}

/// Removes an article's document and sections. Its addresses become former ones.
pub(crate) fn delete(connection: &mut Connection, id: Id) -> Result<(), Error> {
    addresses::release_article_address(connection, id)?;
    delete_sections(connection, id)?;
    diesel::delete(articles::table.find(id)).execute(connection)?;
    Ok(())
}

fn find(connection: &mut Connection, id: Id) -> Result<ArticleDocumentRow, Error> {
    Ok(articles::table.find(id).select(ArticleDocumentRow::as_select()).first(connection)?)
}

fn sections_of(connection: &mut Connection, article: Id) -> Result<Vec<SectionDocumentRow>, Error> {
    Ok(sections::table
        .filter(sections::article_id.eq(article))
        .order(sections::position)
        .select(SectionDocumentRow::as_select())
        .load(connection)?)
}

fn insert_sections(connection: &mut Connection, sections: Vec<SectionDocumentRow>) -> Result<(), Error> {
    for row in sections {
        diesel::insert_into(sections::table).values(row).execute(connection)?;
    }
    Ok(())
}

fn delete_sections(connection: &mut Connection, article: Id) -> Result<(), Error> {
    diesel::delete(sections::table.filter(sections::article_id.eq(article))).execute(connection)?;
    Ok(())
}

/// Returns true if every stored column of an article matches its document.
pub(crate) fn is_current(connection: &mut Connection, document: &mut ArticleDocument) -> Result<bool, Error> {
    let row = find(connection, document.id)?;
    let stored: ArticleDocument = serde_json::from_str(&row.document)?;
    document.updated_at = row.updated_at;
    // The review state follows from the clock, not from a change.
    document.review.state = stored.review.state;
    let sections = sections_of(connection, document.id)?;
    Ok(row == ArticleDocumentRow::of(document)?
        && sections == SectionDocumentRow::of_article(document)?
        && addresses::is_article_address(connection, document.id, &document.locale, &document.slug)?)
}

/// Returns the published article of the group that has the locale.
pub(crate) fn translation_holder(connection: &mut Connection, group: Id, locale: &Locale) -> Result<Option<Id>, Error> {
    Ok(articles::table
        .filter(articles::translation_group_id.eq(group))
        .filter(articles::locale.eq(locale))
        .select(articles::id)
        .first(connection)
        .optional()?)
}

/// Returns the articles that contain the sections.
pub(crate) fn section_holders(connection: &mut Connection, sections: &[Id]) -> Result<Vec<(Id, Id)>, Error> {
    Ok(sections::table
        .filter(sections::id.eq_any(sections))
        .select((sections::id, sections::article_id))
        .load(connection)?)
}

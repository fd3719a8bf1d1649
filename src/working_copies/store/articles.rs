//! Rows of articles and sections.

use diesel::prelude::*;

use super::references;
use crate::content::{Article, Id, Kind, Locale, Section, Slug, Status, Timestamp, ViolationCode, Violations};
use crate::db::schema::{articles, sections, working_copies};
use crate::db::{Connection, Error};
use crate::working_copies::error::SaveError;

/// An article of a translation group, as lists of the group show it.
#[derive(Debug, Clone, Queryable)]
pub struct TranslationHead {
    /// The id.
    pub id: Id,
    /// The locale.
    pub locale: Locale,
    /// The slug, if it has one.
    pub slug: Option<Slug>,
    /// The title.
    pub title: String,
    /// The status.
    pub status: Status,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = articles, treat_none_as_null = true)]
struct ArticleRow {
    id: Id,
    locale: Locale,
    slug: Option<Slug>,
    title: String,
    kicker: Option<String>,
    summary: Option<String>,
    authors: String,
    reviewers: String,
    last_reviewed_at: Option<Timestamp>,
    next_review_at: Option<Timestamp>,
    seo: String,
    translation_group_id: Id,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sections)]
struct SectionRow {
    id: Id,
    article_id: Id,
    position: i64,
    heading: Option<String>,
    anchor: Slug,
    body: String,
}

/// Returns the content of an article.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<Article, Error> {
    let row: ArticleRow = articles::table.find(id).select(ArticleRow::as_select()).first(connection)?;
    let section_rows: Vec<SectionRow> = sections::table
        .filter(sections::article_id.eq(id))
        .order(sections::position)
        .select(SectionRow::as_select())
        .load(connection)?;
    let sections = section_rows
        .into_iter()
        .map(|row| {
            let body = serde_json::from_str(&row.body)?;
            Ok(Section { id: row.id, heading: row.heading, anchor: row.anchor, body })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Article {
        locale: row.locale,
        slug: row.slug,
        title: row.title,
        kicker: row.kicker,
        summary: row.summary,
        topics: references::topics(connection, id)?,
        related: references::related(connection, id)?,
        sections,
        authors: serde_json::from_str(&row.authors)?,
        reviewers: serde_json::from_str(&row.reviewers)?,
        last_reviewed_at: row.last_reviewed_at,
        next_review_at: row.next_review_at,
        seo: serde_json::from_str(&row.seo)?,
        translation_group_id: row.translation_group_id,
    })
}

/// Inserts the rows of an article.
pub(super) fn insert(connection: &mut Connection, id: Id, article: &Article) -> Result<(), SaveError> {
    check(connection, id, article)?;
    diesel::insert_into(articles::table).values(&row_of(id, article)?).execute(connection)?;
    insert_sections(connection, id, article)
}

/// Replaces the rows of an article.
pub(super) fn replace(connection: &mut Connection, id: Id, article: &Article) -> Result<(), SaveError> {
    check(connection, id, article)?;
    diesel::update(articles::table.find(id)).set(&row_of(id, article)?).execute(connection)?;
    diesel::delete(sections::table.filter(sections::article_id.eq(id))).execute(connection)?;
    insert_sections(connection, id, article)
}

fn row_of(id: Id, article: &Article) -> Result<ArticleRow, Error> {
    Ok(ArticleRow {
        id,
        locale: article.locale.clone(),
        slug: article.slug.clone(),
        title: article.title.clone(),
        kicker: article.kicker.clone(),
        summary: article.summary.clone(),
        authors: serde_json::to_string(&article.authors)?,
        reviewers: serde_json::to_string(&article.reviewers)?,
        last_reviewed_at: article.last_reviewed_at,
        next_review_at: article.next_review_at,
        seo: serde_json::to_string(&article.seo)?,
        translation_group_id: article.translation_group_id,
    })
}

fn insert_sections(connection: &mut Connection, article_id: Id, article: &Article) -> Result<(), SaveError> {
    for (position, section) in (0..).zip(&article.sections) {
        let row = SectionRow {
            id: section.id,
            article_id,
            position,
            heading: section.heading.clone(),
            anchor: section.anchor.clone(),
            body: serde_json::to_string(&section.body).map_err(Error::from)?,
        };
        diesel::insert_into(sections::table).values(&row).execute(connection)?;
    }
    Ok(())
}

/// Checks the uniqueness constraints first, so that the error can name the conflicting entity. This is safe because
/// there is only one writer.
fn check(connection: &mut Connection, id: Id, article: &Article) -> Result<(), SaveError> {
    if let Some(slug) = &article.slug {
        let same_slug: Option<Id> = articles::table
            .filter(articles::locale.eq(&article.locale))
            .filter(articles::slug.eq(slug))
            .filter(articles::id.ne(id))
            .select(articles::id)
            .first(connection)
            .optional()?;
        if let Some(other) = same_slug {
            return Err(SaveError::SlugInUse { slug: slug.to_string(), kind: Kind::Article, id: other });
        }
    }
    let same_translation: Option<Id> = articles::table
        .filter(articles::translation_group_id.eq(article.translation_group_id))
        .filter(articles::locale.eq(&article.locale))
        .filter(articles::id.ne(id))
        .select(articles::id)
        .first(connection)
        .optional()?;
    if let Some(other) = same_translation {
        return Err(SaveError::TranslationExists { locale: article.locale.to_string(), id: other });
    }
    let ids: Vec<Id> = article.sections.iter().map(|section| section.id).collect();
    let in_other_articles: Vec<Id> = sections::table
        .filter(sections::id.eq_any(&ids))
        .filter(sections::article_id.ne(id))
        .select(sections::id)
        .load(connection)?;
    let mut violations = Violations::default();
    for (index, section) in
        article.sections.iter().enumerate().filter(|(_, section)| in_other_articles.contains(&section.id))
    {
        violations.add(
            format!("/sections/{index}/id"),
            ViolationCode::Duplicate,
            format!("{} is a section of another article; leave the id out to get a new one.", section.id),
        );
    }
    if violations.is_empty() { Ok(()) } else { Err(SaveError::Invalid(violations)) }
}

/// Returns the articles of a translation group in the order of their creation. Articles in the trash are in no group.
pub fn list_translations(connection: &mut Connection, group: Id) -> Result<Vec<TranslationHead>, Error> {
    Ok(articles::table
        .inner_join(working_copies::table)
        .filter(articles::translation_group_id.eq(group))
        .order((working_copies::created_at, working_copies::id))
        .select((articles::id, articles::locale, articles::slug, articles::title, working_copies::status))
        .load(connection)?)
}

/// Returns the translation group of an article that is not in the trash.
pub fn find_translation_group(connection: &mut Connection, id: Id) -> Result<Option<Id>, Error> {
    Ok(articles::table.find(id).select(articles::translation_group_id).first(connection).optional()?)
}

/// An article that has a slug in some locale.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct SlugHolder {
    /// The article.
    pub id: Id,
    /// Its locale.
    pub locale: Locale,
    /// Its translation group.
    pub translation_group_id: Id,
}

/// Returns the articles with that slug, in the order of their locales.
pub fn list_slug_holders(connection: &mut Connection, slug: &Slug) -> Result<Vec<SlugHolder>, Error> {
    Ok(articles::table
        .filter(articles::slug.eq(slug))
        .order(articles::locale)
        .select((articles::id, articles::locale, articles::translation_group_id))
        .load(connection)?)
}

/// Returns the slugs of articles, at most `limit`, those of the newest articles first.
pub fn list_article_slugs(connection: &mut Connection, limit: i64) -> Result<Vec<Slug>, Error> {
    let slugs: Vec<Option<Slug>> = articles::table
        .filter(articles::slug.is_not_null())
        .order(articles::id.desc())
        .limit(limit)
        .select(articles::slug)
        .load(connection)?;
    Ok(slugs.into_iter().flatten().collect())
}

/// Returns the article of a translation group that was created first. `published` contains the articles that are public
/// in the group, whatever the group of their working copies is; no other article is public in it.
pub fn find_original(connection: &mut Connection, group: Id, published: &[Id]) -> Result<Option<Id>, Error> {
    // Two queries, each with its own index. Joined by OR, they would scan all articles.
    let first_draft: Option<(Timestamp, Id)> = articles::table
        .inner_join(working_copies::table)
        .filter(articles::translation_group_id.eq(group))
        .filter(working_copies::published_version.is_null())
        .order((working_copies::created_at, working_copies::id))
        .select((working_copies::created_at, working_copies::id))
        .first(connection)
        .optional()?;
    let first_published: Option<(Timestamp, Id)> = working_copies::table
        .filter(working_copies::id.eq_any(published))
        .order((working_copies::created_at, working_copies::id))
        .select((working_copies::created_at, working_copies::id))
        .first(connection)
        .optional()?;
    Ok([first_draft, first_published].into_iter().flatten().min().map(|(_, id)| id))
}

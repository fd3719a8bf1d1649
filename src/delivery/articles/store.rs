//! Queries for lists of articles.

use std::collections::HashMap;

use diesel::prelude::*;

use super::query::{ArticleFilter, ArticleSortColumn, ArticleView};
use crate::content::{Id, Kind, Locale, ReferenceRole, Slug, Timestamp};
use crate::db::{Backend, Connection, Error, schema::published_articles};
use crate::delivery::list_page::{ListResult, RowRange};
use crate::delivery::store::date_filter::apply_date_filter;
use crate::delivery::store::keyset::{SortKey, load_range, select_range};
use crate::delivery::store::reference_filter::{ReferenceFilter, apply_reference_filter};
use crate::delivery::{error::ReadError, store::changes::last_change, store::gone::require_published};
use crate::http::PageRow;

/// Loads a range of the list of articles in `locales`, the preferred one first, or in all locales for none.
pub(super) fn load_list(
    connection: &mut Connection,
    filter: &ArticleFilter,
    locales: &[Locale],
    range: &RowRange<ArticleSortColumn>,
    view: ArticleView,
) -> Result<ListResult, ReadError> {
    let references = reference_filter(connection, filter, locales)?;
    let parts = parts(locales);
    let mut total = range.with_total.then_some(0);
    for part in parts.iter().filter(|_| range.with_total) {
        let count: i64 = matching(filter, &references, part).count().get_result(connection)?;
        total = total.map(|total| total + count);
    }
    macro_rules! rows {
        ($column:ident: $key:ty) => {{
            if let [part] = parts[..] {
                let query = matching(filter, &references, part);
                match view {
                    ArticleView::Card => {
                        load_range!(connection, query, range, published_articles, $column: $key, card)
                    }
                    ArticleView::Full => {
                        load_range!(connection, query, range, published_articles, $column: $key, document)
                    }
                }
            } else {
                let mut keys: Vec<($key, Id)> = Vec::new();
                for part in parts {
                    let query = matching(filter, &references, part);
                    let query = select_range!(query, range, published_articles, $column: $key);
                    let columns = (published_articles::$column, published_articles::id);
                    keys.extend(query.select(columns).load::<($key, Id)>(connection)?);
                }
                load_first(connection, keys, range, view)?
            }
        }};
    }
    let rows = match range.column {
        ArticleSortColumn::PublishedAt => rows!(published_at: Timestamp),
        ArticleSortColumn::UpdatedAt => rows!(updated_at: Timestamp),
        ArticleSortColumn::Title => rows!(title: String),
        ArticleSortColumn::Slug => rows!(slug: String),
    };
    Ok(ListResult { rows, total, changed_at: last_change(connection)? })
}

/// Returns the parts of a list that are read one after another, so that an index has the rows of each in their order. A part
/// has the articles in its last locale that have no translation in the others.
fn parts(locales: &[Locale]) -> Vec<&[Locale]> {
    if locales.is_empty() { vec![locales] } else { (1..=locales.len()).map(|end| &locales[..end]).collect() }
}

/// Loads the first rows of a range from the sort keys of its parts.
fn load_first<K: SortKey + Ord>(
    connection: &mut Connection,
    mut keys: Vec<(K, Id)>,
    range: &RowRange<ArticleSortColumn>,
    view: ArticleView,
) -> Result<Vec<PageRow>, Error> {
    keys.sort_unstable();
    if range.descending {
        keys.reverse();
    }
    keys.truncate(usize::try_from(range.limit).unwrap_or_default());
    let articles = published_articles::table.filter(published_articles::id.eq_any(keys.iter().map(|(_, id)| *id)));
    let rows: Vec<(Id, String)> = match view {
        ArticleView::Card => articles.select((published_articles::id, published_articles::card)).load(connection)?,
        ArticleView::Full => {
            articles.select((published_articles::id, published_articles::document)).load(connection)?
        }
    };
    let mut jsons: HashMap<Id, String> = rows.into_iter().collect();
    let row = |(key, id): (K, Id)| jsons.remove(&id).map(|json| PageRow { key: key.into_text(), id, json });
    Ok(keys.into_iter().filter_map(row).collect())
}

fn reference_filter(
    connection: &mut Connection,
    filter: &ArticleFilter,
    locales: &[Locale],
) -> Result<ReferenceFilter, ReadError> {
    let locale = if let [only] = locales { Some(only) } else { None };
    let mut references = ReferenceFilter::by_topic_selection(connection, Kind::Article, locale, &filter.topics)?;
    if let Some(phrase) = filter.phrase {
        require_published(connection, "phrase", Kind::Phrase, phrase)?;
        references.require_reference(connection, ReferenceRole::Phrase, phrase)?;
    }
    if let Some(resource) = filter.resource {
        require_published(connection, "resource", Kind::Resource, resource)?;
        references.require_reference(connection, ReferenceRole::Related, resource)?;
    }
    if let Some(ids) = &filter.ids {
        references.retain_ids(ids.clone());
    }
    Ok(references)
}

/// Returns the articles of one of the [`parts`] that match the filters.
fn matching(
    filter: &ArticleFilter,
    references: &ReferenceFilter,
    part: &[Locale],
) -> published_articles::BoxedQuery<'static, Backend> {
    let query = apply_reference_filter!(published_articles::table.into_boxed(), published_articles, references);
    let mut query = apply_date_filter!(query, published_articles, filter.dates);
    if let Some((locale, preferred)) = part.split_last() {
        query = query.filter(published_articles::locale.eq(locale.clone()));
        if !preferred.is_empty() {
            let translations = diesel::alias!(published_articles as translations);
            let better = translations
                .filter(
                    translations
                        .field(published_articles::translation_group_id)
                        .eq(published_articles::translation_group_id),
                )
                .filter(translations.field(published_articles::locale).eq_any(preferred.to_vec()));
            query = query.filter(diesel::dsl::not(diesel::dsl::exists(better)));
        }
    }
    if let Some(slugs) = &filter.slugs {
        let slugs: Vec<String> = slugs.iter().map(Slug::to_string).collect();
        query = query.filter(published_articles::slug.eq_any(slugs));
    }
    query
}

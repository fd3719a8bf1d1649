//! Queries for lists of articles.

use diesel::prelude::*;

use super::query::{ArticleFilter, ArticleSortColumn, ArticleView};
use crate::content::{Kind, ReferenceRole, Slug, Timestamp};
use crate::db::{Backend, Connection, schema::published_articles};
use crate::delivery::list_page::{ListResult, RowRange};
use crate::delivery::store::reference_filter::{ReferenceFilter, apply_reference_filter};
use crate::delivery::{
    error::ReadError, store::changes::last_change, store::gone::require_published, store::keyset::load_range,
};

/// Loads a range of the list of articles.
pub(super) fn load_list(
    connection: &mut Connection,
    filter: &ArticleFilter,
    range: &RowRange<ArticleSortColumn>,
    view: ArticleView,
) -> Result<ListResult, ReadError> {
    let references = reference_filter(connection, filter)?;
    let total =
        if range.with_total { Some(matching(filter, &references).count().get_result(connection)?) } else { None };
    macro_rules! rows {
        ($column:ident: $key:ty) => {{
            let query = matching(filter, &references);
            match view {
                ArticleView::Card => load_range!(connection, query, range, published_articles, $column: $key, card),
                ArticleView::Full => load_range!(connection, query, range, published_articles, $column: $key, document),
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

fn reference_filter(connection: &mut Connection, filter: &ArticleFilter) -> Result<ReferenceFilter, ReadError> {
    let mut references = ReferenceFilter::by_topics(connection, Kind::Article, filter.locale.as_ref(), &filter.topics)?;
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

fn matching(filter: &ArticleFilter, references: &ReferenceFilter) -> published_articles::BoxedQuery<'static, Backend> {
    let mut query = apply_reference_filter!(published_articles::table.into_boxed(), published_articles, references);
    if let Some(locale) = &filter.locale {
        query = query.filter(published_articles::locale.eq(locale.clone()));
    }
    if let Some(slugs) = &filter.slugs {
        let slugs: Vec<String> = slugs.iter().map(Slug::to_string).collect();
        query = query.filter(published_articles::slug.eq_any(slugs));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(published_articles::updated_at.ge(since));
    }
    query
}

//! Reads of lists of published articles.

use diesel::prelude::*;

use super::list::{ArticleColumn, ArticleFilter, ArticleView};
use crate::content::{Kind, ReferenceRole, Slug, Timestamp};
use crate::db::Connection;
use crate::db::schema::published_articles;
use crate::delivery::listing::{Listed, RowRange, Sort};
use crate::delivery::store::{Backend, Narrowing, last_change, narrowed, require, rows_in_order};
use crate::delivery::unanswered::Unanswered;

/// Reads rows of the list of articles.
pub(super) fn list(
    connection: &mut Connection,
    filter: &ArticleFilter,
    sort: Sort<ArticleColumn>,
    range: &RowRange,
    view: ArticleView,
) -> Result<Listed, Unanswered> {
    let narrowing = narrowing(connection, filter)?;
    let total = if range.count { Some(matching(filter, &narrowing).count().get_result(connection)?) } else { None };
    macro_rules! rows {
        ($column:ident: $key:ty) => {{
            let query = matching(filter, &narrowing);
            match view {
                ArticleView::Card => rows_in_order!(connection, query, range, published_articles, $column: $key, card),
                ArticleView::Full => rows_in_order!(connection, query, range, published_articles, $column: $key, document),
            }
        }};
    }
    let rows = match sort.column {
        ArticleColumn::PublishedAt => rows!(published_at: Timestamp),
        ArticleColumn::UpdatedAt => rows!(updated_at: Timestamp),
        ArticleColumn::Title => rows!(title: String),
        ArticleColumn::Slug => rows!(slug: String),
    };
    Ok(Listed { rows, total, changed_at: last_change(connection)? })
}

fn narrowing(connection: &mut Connection, filter: &ArticleFilter) -> Result<Narrowing, Unanswered> {
    let mut narrowing = Narrowing::by_topics(connection, Kind::Article, filter.locale.as_ref(), &filter.topics)?;
    if let Some(phrase) = filter.phrase {
        require(connection, "phrase", Kind::Phrase, phrase)?;
        narrowing.narrow_to_those_naming(connection, ReferenceRole::Phrase, phrase)?;
    }
    if let Some(resource) = filter.resource {
        require(connection, "resource", Kind::Resource, resource)?;
        narrowing.narrow_to_those_naming(connection, ReferenceRole::Related, resource)?;
    }
    if let Some(ids) = &filter.ids {
        narrowing.narrow_to(ids.clone());
    }
    Ok(narrowing)
}

fn matching(filter: &ArticleFilter, narrowing: &Narrowing) -> published_articles::BoxedQuery<'static, Backend> {
    let mut query = narrowed!(published_articles::table.into_boxed(), published_articles, narrowing);
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

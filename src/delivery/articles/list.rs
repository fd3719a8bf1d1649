//! `GET /v1/articles`

use actix_web::{HttpRequest, HttpResponse};

use super::query::{ArticleFilter, ArticleView, ListArticlesQuery};
use super::{list_item::ArticleListItem, store, view};
use crate::content::Timestamp;
use crate::delivery::{list_page::ListPage, reader::DeliveryReader, responses::NotModified};
use crate::http::{ListErrors, PageInfo, PageRequest, PageRow, Problem, Query};

pub(crate) const PATH: &str = "/v1/articles";

/// A page of articles.
#[derive(Debug, utoipa::ToSchema)]
pub struct ArticleList {
    /// The articles.
    pub data: Vec<ArticleListItem>,
    /// The position of the page in the list.
    pub page: PageInfo,
}

/// List articles
///
/// Returns the cards of articles, or whole articles with `view=full`. The newest are first, unless `sort` is set.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(ArticleFilter, ListArticlesQuery, PageRequest),
    responses((status = 200, description = "A page of articles.", body = ArticleList), NotModified, ListErrors),
)]
pub async fn list_articles(
    request: HttpRequest,
    Query(query): Query<ListArticlesQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let ListArticlesQuery { filter, sort, view, page } = query;
    let page = ListPage::new(page, &request)?;
    let range = page.range(sort)?;
    let locale = filter.locale.clone();
    let (mut list, mut freshness) =
        reader.read_inline(move |connection| store::load_list(connection, &filter, &range, view)).await?;
    if view == ArticleView::Full {
        let now = Timestamp::now();
        for PageRow { json, .. } in &mut list.rows {
            let article = view::with_current_review(std::mem::take(json), now)?;
            *json = article.document;
            list.changed_at = list.changed_at.max(article.review_changed_at);
            freshness = freshness.at_most_until(article.review_changes_at);
        }
    }
    page.respond(&request, list, locale, freshness)
}

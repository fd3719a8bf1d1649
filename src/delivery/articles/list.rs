//! `GET /v1/articles`

use actix_web::{HttpRequest, HttpResponse};

use super::member::{ArticleListItem, ArticleMember};
use super::query::{ArticleFilter, ArticleView, ListArticlesQuery};
use super::{store, view};
use crate::content::Timestamp;
use crate::db::Error;
use crate::delivery::list_page::{ListPage, ListResult};
use crate::delivery::{
    body_forms::BodyForms, date_filter::DateFilter, reader::DeliveryReader, responses::NotModified,
    topic_selection::TopicSelection,
};
use crate::http::{PageInfo, PageRequest, PageRow, Problem, Query};

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
/// Returns the cards of articles, with the members that `fields` adds, or whole articles with `view=full`. The newest are
/// first, unless `sort` is set. With `fallback`, the list has one article of each translation group.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(TopicSelection, ArticleFilter, DateFilter, ListArticlesQuery, BodyForms, PageRequest),
    responses((status = 200, description = "A page of articles.", body = ArticleList), NotModified),
)]
pub async fn list_articles(
    request: HttpRequest,
    Query(query): Query<ListArticlesQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let ListArticlesQuery { filter, sort, view, fields, forms, page } = query;
    let page = ListPage::new(page, &request)?;
    let range = page.range(sort)?;
    let locales = filter.locales(reader.default_locale());
    let locale = filter.locale.clone().filter(|_| locales.len() == 1);
    let is_parsed = fields.is_some() || !forms.is_stored_form();
    let has_cards = view == ArticleView::Card && fields.is_none();
    let stored_view = if has_cards { ArticleView::Card } else { ArticleView::Full };
    let read = move |connection: &mut _| {
        let mut list = store::load_list(connection, &filter, &locales, &range, stored_view)?;
        let review_changes_at = if has_cards { None } else { complete_items(&mut list, fields.as_deref(), &forms)? };
        Ok((list, review_changes_at))
    };
    // Parsing and rendering whole articles takes too long for the thread of a worker.
    let read = if is_parsed { reader.read(read).await } else { reader.read_inline(read).await };
    let ((list, review_changes_at), freshness) = read?;
    page.respond(&request, list, locale, freshness.at_most_until(review_changes_at))
}

/// Replaces the documents of a list by its items. Returns the next time at which the state of a review changes.
fn complete_items(
    list: &mut ListResult,
    fields: Option<&[ArticleMember]>,
    forms: &BodyForms,
) -> Result<Option<Timestamp>, Error> {
    let now = Timestamp::now();
    let mut review_changes_at: Option<Timestamp> = None;
    for PageRow { json, .. } in &mut list.rows {
        let item = view::list_item(std::mem::take(json), fields, forms, now)?;
        *json = item.document;
        list.changed_at = list.changed_at.max(item.review_changed_at);
        review_changes_at = [review_changes_at, item.review_changes_at].into_iter().flatten().min();
    }
    Ok(review_changes_at)
}

//! `GET /v1/topics`

use actix_web::{HttpRequest, HttpResponse};

use super::query::{ListTopicsQuery, TopicFilter};
use super::store::{self, TopicListResult};
use super::view::{TopicView, topic_json};
use crate::delivery::{list_page::ListPage, reader::DeliveryReader, responses::NotModified};
use crate::http::{PageInfo, PageRequest, PageRow, Problem, Query};

pub(crate) const PATH: &str = "/v1/topics";

/// A page of topics.
#[derive(Debug, utoipa::ToSchema)]
pub struct TopicList {
    /// The topics.
    pub data: Vec<TopicView>,
    /// The position of the page in the list.
    pub page: PageInfo,
}

/// List topics
///
/// Returns the topics sorted by name, each with the number of published entities that have it.
#[utoipa::path(
    get, path = PATH, tag = "topics", security(()),
    params(TopicFilter, ListTopicsQuery, PageRequest),
    responses((status = 200, description = "A page of topics.", body = TopicList), NotModified),
)]
pub async fn list_topics(
    request: HttpRequest,
    Query(ListTopicsQuery { filter, sort, page }): Query<ListTopicsQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let page = ListPage::new(page, &request)?;
    let range = page.range(sort)?;
    let locale = filter.locale.clone().unwrap_or_else(|| reader.default_locale().clone());
    let (TopicListResult { mut list, mut counts }, freshness) =
        reader.read(move |connection| store::load_list(connection, &filter, &range)).await?;
    for PageRow { id, json, .. } in &mut list.rows {
        *json = topic_json(json, counts.remove(id).unwrap_or_default(), &locale)?;
    }
    page.respond(&request, list, Some(locale), freshness)
}

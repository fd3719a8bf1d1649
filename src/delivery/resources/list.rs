//! `GET /v1/resources`

use actix_web::{HttpRequest, HttpResponse};

use super::query::{ListResourcesQuery, ResourceFilter};
use super::store;
use crate::content::documents::ResourceDocument;
use crate::delivery::{
    date_filter::DateFilter, list_page::ListPage, reader::DeliveryReader, responses::NotModified,
    topic_selection::TopicSelection,
};
use crate::http::{PageInfo, PageRequest, Problem, Query};

pub(crate) const PATH: &str = "/v1/resources";

/// A page of resources.
#[derive(Debug, utoipa::ToSchema)]
pub struct ResourceList {
    /// The resources.
    pub data: Vec<ResourceDocument>,
    /// The position of the page in the list.
    pub page: PageInfo,
}

/// List resources
///
/// Returns the newest resources first, unless `sort` is set.
#[utoipa::path(
    get, path = PATH, tag = "resources", security(()),
    params(TopicSelection, ResourceFilter, DateFilter, ListResourcesQuery, PageRequest),
    responses((status = 200, description = "A page of resources.", body = ResourceList), NotModified),
)]
pub async fn list_resources(
    request: HttpRequest,
    Query(ListResourcesQuery { filter, sort, page }): Query<ListResourcesQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let page = ListPage::new(page, &request)?;
    let range = page.range(sort)?;
    let locale = filter.locale.clone();
    let (list, freshness) = reader.read(move |connection| store::load_list(connection, &filter, &range)).await?;
    page.respond(&request, list, locale, freshness)
}

//! `GET /v1/redirects`

use actix_web::{HttpRequest, HttpResponse};

use super::query::{AddressPosition, ListRedirectsQuery, RedirectSortColumn};
use super::store::{self, RedirectRange};
use super::view::RedirectView;
use crate::delivery::sort::SortColumn as _;
use crate::delivery::{list_page::ListPage, reader::DeliveryReader, responses::NotModified};
use crate::http::{Cursor, PageInfo, PageRequest, Problem, Query};

pub(crate) const PATH: &str = "/v1/redirects";

/// A page of redirects.
#[derive(Debug, utoipa::ToSchema)]
pub struct RedirectList {
    /// The redirects.
    pub data: Vec<RedirectView>,
    /// The position of the page in the list.
    pub page: PageInfo,
}

/// List redirects
///
/// Returns each slug that leads to another address: the former slugs of articles and topics, and the slugs of unpublished
/// articles that redirect. A host of a static site can serve its redirects from this list. Addresses of articles are sorted by
/// locale and slug, and precede those of topics.
#[utoipa::path(
    get, path = PATH, tag = "lookup", security(()),
    params(ListRedirectsQuery, PageRequest),
    responses((status = 200, description = "A page of redirects.", body = RedirectList), NotModified),
)]
pub async fn list_redirects(
    request: HttpRequest,
    Query(ListRedirectsQuery { locale, page }): Query<ListRedirectsQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let page = ListPage::new(page, &request)?;
    let rows = page.range(RedirectSortColumn::DEFAULT)?;
    let after = match &rows.after {
        Some(position) => Some(AddressPosition::from_key(&position.text).ok_or_else(Cursor::invalid)?),
        None => None,
    };
    let range = RedirectRange { locale, after, descending: rows.descending };
    let (list, freshness) =
        reader.read(move |connection| store::load_list(connection, range, rows.limit, rows.with_total)).await?;
    page.respond(&request, list, None, freshness)
}

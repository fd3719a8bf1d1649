//! `GET /v1/manage/links`

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Viewer;
use crate::content::Id;
use crate::db::KeysetPage;
use crate::http::{Direction, Page, PageInfo, PageRequest, PageRow, Problem, Query, QueryReader, ReadQuery, UsedBy};
use crate::links::{self, Link, LinkStatus};
use crate::management::operations::{OpContext, page_response, read};
use crate::working_copies::{self, EntityLabel};

pub(super) const PATH: &str = "/v1/manage/links";

/// A link with the published entities that contain it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UsedLink {
    /// The link.
    #[serde(flatten)]
    link: Link,
    /// The entities that contain it.
    used_by: Vec<UsedBy>,
}

/// A page of links.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinkList {
    /// The links.
    data: Vec<UsedLink>,
    /// The position of the page in the list.
    page: PageInfo,
}

/// The query of the list of links.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListLinksQuery {
    /// Only links with this status.
    #[param(nullable = false)]
    status: Option<LinkStatus>,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for ListLinksQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { status: reader.enum_value("status"), page: PageRequest::read(reader) }
    }
}

/// List external links
///
/// Returns every web address that published content links to, with the result of its last check and the entities that
/// contain it, ordered by address. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_links",
    tag = "manage",
    params(ListLinksQuery, PageRequest),
    responses((status = 200, description = "A page of links", body = LinkList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_links(
    _caller: Viewer,
    context: OpContext,
    request: HttpRequest,
    query: Query<ListLinksQuery>,
) -> Result<HttpResponse, Problem> {
    let ListLinksQuery { status, page } = query.0;
    let position = page.position(&request)?;
    let from = position.as_ref().map(|cursor| cursor.key.clone());
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count) = (page.rows(), page.count);
    let (found, total) = read(&context, move |connection| {
        let mut found = Vec::new();
        for link in links::list(connection, status, KeysetPage { from, backwards, rows })? {
            let ids = links::sources(connection, &link.url)?;
            let labels = working_copies::load_labels(connection, &ids)?;
            let used_by = ids.iter().filter_map(|id| {
                let EntityLabel { kind, label, .. } = labels.get(id)?.clone();
                Some(UsedBy { kind, id: *id, label })
            });
            found.push(UsedLink { used_by: used_by.collect(), link });
        }
        let total = if count { Some(links::count(connection, status)?) } else { None };
        Ok((found, total))
    })
    .await?;
    let rows = found
        .iter()
        .map(|used| {
            let json = serde_json::to_string(used).map_err(Problem::internal)?;
            Ok(PageRow { key: used.link.url.clone(), id: Id::nil(), json })
        })
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    Ok(page_response(&request, &Page::new(rows, &request, &page, position.as_ref(), total)))
}

//! Listing webhooks.

use actix_web::{HttpRequest, HttpResponse};

use super::paths::LIST;
use super::schemas::WebhookList;
use crate::auth::Admin;
use crate::db::KeysetPage;
use crate::http::{Direction, Page, PageRequest, PageRow, Problem, Query, QueryReader, ReadQuery};
use crate::management::operations::{OpContext, page_response, read};
use crate::webhooks;

/// The page of webhooks.
#[derive(Debug)]
pub(super) struct ListWebhooksQuery(PageRequest);

impl ReadQuery for ListWebhooksQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self(PageRequest::read(reader))
    }
}

/// List the webhooks
///
/// Returns the webhooks, newest first, without their secrets. Needs the role `admin`.
#[utoipa::path(
    get,
    path = LIST,
    operation_id = "list_webhooks",
    tag = "manage",
    params(PageRequest),
    responses((status = 200, description = "A page of webhooks", body = WebhookList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_webhooks(
    _caller: Admin,
    context: OpContext,
    request: HttpRequest,
    query: Query<ListWebhooksQuery>,
) -> Result<HttpResponse, Problem> {
    let Query(ListWebhooksQuery(page)) = query;
    let position = page.position(&request)?;
    let from = position.as_ref().map(|cursor| cursor.id);
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count) = (page.rows(), page.count);
    let (found, total) = read(&context, move |connection| {
        let found = webhooks::list(connection, KeysetPage { from, backwards, rows })?;
        let total = if count { Some(webhooks::count(connection)?) } else { None };
        Ok((found, total))
    })
    .await?;
    let rows = found
        .iter()
        .map(|webhook| {
            let json = serde_json::to_string(webhook).map_err(Problem::internal)?;
            Ok(PageRow { key: String::new(), id: webhook.id, json })
        })
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    Ok(page_response(&request, &Page::new(rows, &request, &page, position.as_ref(), total)))
}

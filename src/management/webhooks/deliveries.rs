//! Listing the deliveries to a webhook.

use actix_web::{HttpRequest, HttpResponse};

use super::paths::DELIVERIES;
use super::schemas::WebhookDeliveryList;
use crate::auth::Admin;
use crate::content::Id;
use crate::db::KeysetPage;
use crate::http::{Direction, Page, PageRequest, PageRow, PathId, Problem, Query, QueryReader, ReadQuery};
use crate::management::operations::{OpContext, page_response, read};
use crate::webhooks;
use crate::webhooks::deliveries::{self, DeliveryState};

/// The query of the list of deliveries.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListDeliveriesQuery {
    /// Only deliveries in this state.
    #[param(nullable = false)]
    state: Option<DeliveryState>,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for ListDeliveriesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { state: reader.enum_value("state"), page: PageRequest::read(reader) }
    }
}

/// List the deliveries to a webhook
///
/// Returns the deliveries, newest first, each with every attempt. Finished deliveries are kept for 30 days. Needs the
/// role `admin`.
#[utoipa::path(
    get,
    path = DELIVERIES,
    operation_id = "list_webhook_deliveries",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the webhook"), ListDeliveriesQuery, PageRequest),
    responses((status = 200, description = "A page of deliveries", body = WebhookDeliveryList)),
    security(("apiKey" = [])),
)]
pub(super) async fn list_webhook_deliveries(
    _caller: Admin,
    context: OpContext,
    id: PathId,
    request: HttpRequest,
    query: Query<ListDeliveriesQuery>,
) -> Result<HttpResponse, Problem> {
    let ListDeliveriesQuery { state, page } = query.0;
    let position = page.position(&request)?;
    let from = position.as_ref().map(|cursor| cursor.id);
    let backwards = position.as_ref().is_some_and(|cursor| cursor.direction == Direction::Previous);
    let (rows, count) = (page.rows(), page.count);
    let listed = read(&context, move |connection| {
        if webhooks::find(connection, id.0)?.is_none() {
            return Ok(None);
        }
        let found = deliveries::list(connection, id.0, state, KeysetPage { from, backwards, rows })?;
        let total = if count { Some(deliveries::count(connection, id.0, state)?) } else { None };
        Ok(Some((found, total)))
    })
    .await?;
    let (found, total) = listed.ok_or_else(|| Problem::not_found(format!("webhook {}", id.0)))?;
    let rows = found
        .iter()
        .map(|delivery| {
            let json = serde_json::to_string(delivery).map_err(Problem::internal)?;
            Ok(PageRow { key: String::new(), id: delivery.id, json })
        })
        .collect::<Result<Vec<PageRow>, Problem>>()?;
    Ok(page_response(&request, &Page::new(rows, &request, &page, position.as_ref(), total)))
}

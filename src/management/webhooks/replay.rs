//! Replaying an event.

use actix_web::{HttpRequest, HttpResponse};

use super::load::load_active;
use super::paths::REPLAY;
use super::respond::respond_with_delivery;
use crate::auth::Admin;
use crate::content::Id;
use crate::http::{NoQuery, PathId, Problem, Query};
use crate::management::operations::{OpContext, write};
use crate::webhooks::deliveries::{self, Delivery};

/// Replay an event
///
/// Sends the event again as a new delivery, whatever the result of the earlier one: the receiver sees the same
/// `webhook-id`. Refused with 409 while the webhook is disabled. Needs the role `admin`.
#[utoipa::path(
    post,
    path = REPLAY,
    operation_id = "replay_webhook_delivery",
    tag = "manage",
    params(
        ("id" = Id, Path, description = "The id of the webhook"),
        ("deliveryId" = Id, Path, description = "The id of the delivery"),
    ),
    responses((status = 201, description = "The pending delivery", body = Delivery)),
    security(("apiKey" = [])),
)]
pub(super) async fn replay_webhook_delivery(
    _caller: Admin,
    context: OpContext,
    id: PathId,
    request: HttpRequest,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let named = request.match_info().query("deliveryId").to_owned();
    let delivery = write(&context, move |tx| {
        let webhook = load_active(tx.connection, id.0)?;
        let there = match named.parse() {
            Ok(delivery) => deliveries::find(tx.connection, webhook.id, delivery)?,
            Err(_) => None,
        };
        let shown: String = named.chars().take(60).collect();
        let there = there.ok_or_else(|| Problem::not_found(format!("delivery {shown} to this webhook")))?;
        Ok(deliveries::replay(tx.connection, tx.actor, webhook.id, there.event_id)?)
    })
    .await?;
    respond_with_delivery(delivery)
}

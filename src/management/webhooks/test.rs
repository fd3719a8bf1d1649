//! Testing a webhook.

use actix_web::HttpResponse;

use super::load::load_active;
use super::paths::TEST;
use super::respond::respond_with_delivery;
use crate::auth::Admin;
use crate::content::Id;
use crate::http::{NoQuery, PathId, Problem, Query};
use crate::management::operations::{OpContext, write};
use crate::webhooks::deliveries::{self, Delivery};

/// Test a webhook
///
/// Sends the event `webhook.test` to it in the same way as all other events. Refused with 409 while it is disabled.
/// Needs the role `admin`.
#[utoipa::path(
    post,
    path = TEST,
    operation_id = "test_webhook",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the webhook")),
    responses((status = 201, description = "The pending delivery", body = Delivery)),
    security(("apiKey" = [])),
)]
pub(super) async fn test_webhook(
    _caller: Admin,
    context: OpContext,
    id: PathId,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let delivery = write(&context, move |tx| {
        let webhook = load_active(tx.connection, id.0)?;
        Ok(deliveries::test(tx.connection, tx.actor, webhook.id)?)
    })
    .await?;
    respond_with_delivery(delivery)
}

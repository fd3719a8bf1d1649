//! Trying a webhook out.

use actix_web::HttpResponse;

use super::super::operations::{Desk, write};
use super::{TEST, active, answer_delivery};
use crate::auth::Admin;
use crate::content::Id;
use crate::http::{CreateErrors, NoQuery, PathId, Problem, Query};
use crate::webhooks::deliveries::{self, Delivery};

/// Try a webhook out
///
/// Sends it an event of the topic `webhook.test`, the way all others are sent. Refused with 409 while it is
/// disabled. Needs the role `admin`.
#[utoipa::path(
    post,
    path = TEST,
    operation_id = "test_webhook",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the webhook")),
    responses((status = 201, description = "On its way", body = Delivery), CreateErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn test_webhook(
    _caller: Admin,
    desk: Desk,
    id: PathId,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let delivery = write(&desk, move |work| {
        let webhook = active(work.connection, id.0)?;
        Ok(deliveries::test(work.connection, work.actor, webhook.id)?)
    })
    .await?;
    answer_delivery(delivery)
}

//! Creating a webhook.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::paths::LIST;
use super::respond::respond_with_secret;
use super::schemas::{CreatedWebhook, WebhookInput};
use crate::auth::Admin;
use crate::content::Timestamp;
use crate::http::{JsonBody, NoQuery, Problem, Query};
use crate::management::operations::{OpContext, write};
use crate::webhooks::{self, Secret, Webhook, WebhookSettings};

/// Create a webhook
///
/// From then on, events are sent to it by POST, signed according to Standard Webhooks. Only this response contains the
/// secret that verifies the signatures. Needs the role `admin`.
#[utoipa::path(
    post,
    path = LIST,
    operation_id = "create_webhook",
    tag = "manage",
    request_body = WebhookInput,
    responses(
        (status = 201, description = "Made", body = CreatedWebhook, headers(
            ("ETag" = String, description = "The version, for `If-Match`"),
            ("Location" = String, description = "The address of the webhook"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn create_webhook(
    _caller: Admin,
    context: OpContext,
    settings: web::Data<WebhookSettings>,
    _query: Query<NoQuery>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let input = webhooks::CreateWebhook::read(&body.0, settings.address_policy)?;
    let secret = input.secret.map_or_else(Secret::generate, Ok).map_err(Problem::internal)?;
    let webhook = write(&context, move |tx| {
        let webhook = Webhook::new(input.fields, secret, Timestamp::now());
        webhooks::insert(tx.connection, tx.actor, &webhook)?;
        Ok(webhook)
    })
    .await?;
    respond_with_secret(StatusCode::CREATED, webhook)
}

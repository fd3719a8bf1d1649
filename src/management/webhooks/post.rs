//! Making a webhook.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::super::operations::{Desk, write};
use super::schemas::{NewWebhook, WebhookInput};
use super::{LIST, answer_with_secret};
use crate::auth::Admin;
use crate::content::Timestamp;
use crate::http::{CreateErrors, JsonBody, NoQuery, Problem, Query};
use crate::webhooks::{self, Secret, Webhook, WebhookSettings};

/// Make a webhook
///
/// From then on it is told of what happens, by POST, signed as Standard Webhooks has it. The answer has the secret to
/// verify the signatures with, this once only. Needs the role `admin`.
#[utoipa::path(
    post,
    path = LIST,
    operation_id = "post_webhook",
    tag = "manage",
    request_body = WebhookInput,
    responses(
        (status = 201, description = "Made", body = NewWebhook, headers(
            ("ETag" = String, description = "The version, for `If-Match`"),
            ("Location" = String, description = "The address of the webhook"),
        )),
        CreateErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn post_webhook(
    _caller: Admin,
    desk: Desk,
    settings: web::Data<WebhookSettings>,
    _query: Query<NoQuery>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let input = webhooks::WebhookInput::read(&body.0, settings.reach)?;
    let secret = input.secret.map_or_else(Secret::generate, Ok).map_err(Problem::internal)?;
    let webhook = write(&desk, move |work| {
        let webhook = Webhook::new(input.fields, secret, Timestamp::now());
        webhooks::insert(work.connection, work.actor, &webhook)?;
        Ok(webhook)
    })
    .await?;
    answer_with_secret(StatusCode::CREATED, webhook)
}

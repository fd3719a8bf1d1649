//! Changing a webhook.

use actix_web::{HttpResponse, web};

use super::load::load_checked;
use super::paths::ONE;
use super::respond::respond;
use super::schemas::WebhookPatch;
use crate::auth::Admin;
use crate::content::{Action, Id};
use crate::http::{IfMatch, MergePatchBody, NoQuery, PathId, Problem, Query};
use crate::management::operations::{OpContext, check_is_object, merge, write};
use crate::management::schemas::IfMatchParam;
use crate::webhooks::{self, Webhook, WebhookFields, WebhookSettings};

/// Change a webhook
///
/// Applies a JSON Merge Patch (RFC 7396). `{"state": "active"}` activates a disabled webhook again; deliveries that
/// failed meanwhile can be replayed. Needs the role `admin`.
#[utoipa::path(
    patch,
    path = ONE,
    operation_id = "update_webhook",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the webhook"), IfMatchParam),
    request_body(content = WebhookPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "Changed", body = Webhook, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn update_webhook(
    _caller: Admin,
    context: OpContext,
    settings: web::Data<WebhookSettings>,
    id: PathId,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: MergePatchBody,
) -> Result<HttpResponse, Problem> {
    check_is_object(&body.0)?;
    let webhook = write(&context, move |tx| {
        let mut webhook = load_checked(tx, id.0, &if_match)?;
        let mut merged = serde_json::to_value(WebhookFields::of(&webhook)).map_err(Problem::internal)?;
        merge(&mut merged, body.0);
        let fields = WebhookFields::read(&merged, settings.address_policy)?;
        if !webhook.change(fields) {
            return Ok(webhook);
        }
        Ok(webhooks::replace(tx.connection, tx.actor, Action::Save, webhook)?)
    })
    .await?;
    respond(&webhook)
}

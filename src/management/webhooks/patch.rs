//! Changing a webhook.

use actix_web::{HttpResponse, web};

use super::super::operations::{Desk, check_is_object, merge, write};
use super::super::schemas::IfMatchParam;
use super::schemas::WebhookPatch;
use super::{ONE, answer, matched};
use crate::auth::Admin;
use crate::content::{Action, Id};
use crate::http::{ChangeErrors, IfMatch, MergePatchBody, NoQuery, PathId, Problem, Query};
use crate::webhooks::{self, Webhook, WebhookFields, WebhookSettings};

/// Change a webhook
///
/// By a JSON Merge Patch (RFC 7396). One that was disabled becomes active again with `{"state": "active"}`; what was
/// given up meanwhile can be replayed. Needs the role `admin`.
#[utoipa::path(
    patch,
    path = ONE,
    operation_id = "patch_webhook",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the webhook"), IfMatchParam),
    request_body(content = WebhookPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "Changed", body = Webhook, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn patch_webhook(
    _caller: Admin,
    desk: Desk,
    settings: web::Data<WebhookSettings>,
    id: PathId,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: MergePatchBody,
) -> Result<HttpResponse, Problem> {
    check_is_object(&body.0)?;
    let webhook = write(&desk, move |work| {
        let mut webhook = matched(work, id.0, &if_match)?;
        let mut merged = serde_json::to_value(WebhookFields::of(&webhook)).map_err(Problem::internal)?;
        merge(&mut merged, body.0);
        let fields = WebhookFields::read(&merged, settings.reach)?;
        if !webhook.change(fields) {
            return Ok(webhook);
        }
        Ok(webhooks::replace(work.connection, work.actor, Action::Save, webhook)?)
    })
    .await?;
    answer(&webhook)
}

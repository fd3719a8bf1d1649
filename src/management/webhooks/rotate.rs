//! Replacing the secret of a webhook.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::load::load_checked;
use super::paths::ROTATE;
use super::respond::respond_with_secret;
use super::schemas::{CreatedWebhook, RotateSecretInput};
use crate::auth::Admin;
use crate::content::{Action, Id, Timestamp};
use crate::http::{IfMatch, NoQuery, OptionalJsonBody, PathId, Problem, Query};
use crate::management::operations::{OpContext, write};
use crate::management::schemas::IfMatchParam;
use crate::webhooks::{self, Secret, SecretRotation};

/// Replace the secret of a webhook
///
/// The old secret signs beside the new one until the overlap ends: messages then have two signatures, so that the
/// receiver can switch without missing one. A second rotation within that time ends the oldest secret at once. Needs
/// the role `admin`.
#[utoipa::path(
    post,
    path = ROTATE,
    operation_id = "rotate_webhook_secret",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the webhook"), IfMatchParam),
    request_body(content = RotateSecretInput, content_type = "application/json"),
    responses(
        (status = 200, description = "The webhook with its new secret", body = CreatedWebhook, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn rotate_webhook_secret(
    _caller: Admin,
    context: OpContext,
    id: PathId,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let SecretRotation { secret, overlap_s } = SecretRotation::read(&body.0)?;
    let secret = secret.map_or_else(Secret::generate, Ok).map_err(Problem::internal)?;
    let webhook = write(&context, move |tx| {
        let mut webhook = load_checked(tx, id.0, &if_match)?;
        webhook.rotate(secret, overlap_s, Timestamp::now());
        Ok(webhooks::replace(tx.connection, tx.actor, Action::Rotate, webhook)?)
    })
    .await?;
    respond_with_secret(StatusCode::OK, webhook)
}

//! Reading a webhook.

use actix_web::HttpResponse;

use super::paths::ONE;
use super::respond::respond;
use crate::auth::Admin;
use crate::content::Id;
use crate::http::{NoQuery, PathId, Problem, Query};
use crate::management::operations::{OpContext, read};
use crate::webhooks::{self, Webhook};

/// Read a webhook
///
/// Returns the webhook without its secret. Needs the role `admin`.
#[utoipa::path(
    get,
    path = ONE,
    operation_id = "get_webhook",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the webhook")),
    responses(
        (status = 200, description = "The webhook", body = Webhook, headers(
            ("ETag" = String, description = "The version, for `If-Match`"),
        )),
        (status = 304, description = "The version is the one that `If-None-Match` names."),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn get_webhook(
    _caller: Admin,
    context: OpContext,
    id: PathId,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let found = read(&context, move |connection| webhooks::find(connection, id.0)).await?;
    respond(&found.ok_or_else(|| Problem::not_found(format!("webhook {}", id.0)))?)
}

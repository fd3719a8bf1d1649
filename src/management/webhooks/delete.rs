//! Deleting a webhook.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use super::load::load_checked;
use super::paths::ONE;
use crate::auth::Admin;
use crate::content::Id;
use crate::http::{IfMatch, NoQuery, PathId, Problem, Query};
use crate::management::operations::{OpContext, write};
use crate::management::schemas::IfMatchParam;
use crate::webhooks;

/// Delete a webhook
///
/// Deletes the webhook and its deliveries; nothing more is sent to it. Needs the role `admin`.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "delete_webhook",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the webhook"), IfMatchParam),
    responses((status = 204, description = "Removed")),
    security(("apiKey" = [])),
)]
pub(super) async fn delete_webhook(
    _caller: Admin,
    context: OpContext,
    id: PathId,
    _query: Query<NoQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    write(&context, move |tx| {
        let webhook = load_checked(tx, id.0, &if_match)?;
        Ok(webhooks::delete(tx.connection, tx.actor, &webhook)?)
    })
    .await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

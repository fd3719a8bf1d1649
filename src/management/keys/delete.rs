//! Revoking a key.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use tokio::time::timeout;

use super::paths::ONE;
use super::view::{KeyView, load_key};
use crate::auth::{self, Admin};
use crate::http::{NoQuery, PathSegment, Problem, Query};
use crate::management::operations::OpContext;

/// The time that the response waits for the write to the database. The key is rejected from before that.
const WRITE_TIME: Duration = Duration::from_secs(1);

/// Revoke an API key
///
/// The key stops working at once and permanently, and its event streams and writes end; it stays in the list.
/// Revocation never waits for another write. While a long write blocks the database, the response is 202: this server
/// rejects the key already, and revokes it in the database as soon as possible. If the server may be stopped before
/// that, or if others use the same database, repeat the request until it returns 204. Revoking a key again changes
/// nothing. Revoking the last active admin key, or the last one that does not expire, is refused with 409. Needs the
/// role `admin`.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "revoke_api_key",
    tag = "manage",
    params(("keyId" = String, Path, description = "The id of the key, the part between its two underscores")),
    responses(
        (status = 202, description = "Revoked on this server, and in the database as soon as it can be written", body = KeyView),
        (status = 204, description = "Revoked"),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn revoke_api_key(
    _caller: Admin,
    context: OpContext,
    PathSegment(id): PathSegment,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let decision = context.deny_list.lock().await;
    let deny_list = context.deny_list.clone();
    let mut key = context
        .database
        .read(move |connection| -> Result<_, Problem> {
            let key = load_key(connection, &deny_list, &id)?;
            auth::check_admin_remains(connection, &key, &deny_list.others(&key.id))?;
            Ok(key)
        })
        .await?;
    let is_new = key.revoked_at.is_none();
    let is_unwritten = || context.deny_list.unwritten().iter().any(|revocation| revocation.id == key.id);
    if is_new || is_unwritten() {
        let written = context.deny_list.deny(&key.id, &context.actor);
        drop(decision);
        match timeout(WRITE_TIME, written).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => return Err(error.into()),
            Ok(Err(_)) | Err(_) => {
                context.deny_list.apply(&mut key);
                let mut response = HttpResponse::build(StatusCode::ACCEPTED);
                return Ok(response.insert_header((CACHE_CONTROL, "no-store")).json(KeyView::of(key)));
            }
        }
    }
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

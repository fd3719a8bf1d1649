//! Revoking a key.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use tokio::time::timeout;

use super::paths::ONE;
use super::view::{KeyView, load_key};
use crate::auth::{self, Admin};
use crate::http::{NoQuery, PathSegment, Problem, Query, RevokeErrors};
use crate::management::operations::OpContext;

/// The time for which the answer waits for the row. The key stopped working before.
const WRITE_TIME: Duration = Duration::from_secs(1);

/// Revoke an API key
///
/// It stops working at once, for good, and its event streams and writes end; it stays in the list. That never waits for
/// another write: while a long one keeps the database, the answer is 202, the key is refused by this server already, and
/// is revoked in the database as soon as that can be written. Repeat the request until it answers 204 if the server may be
/// stopped before, or if others serve the same database. Revoking it again changes nothing. Revoking the last admin key
/// that works, or the last that does not expire, is refused with 409. Needs the role `admin`.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "revoke_api_key",
    tag = "manage",
    params(("keyId" = String, Path, description = "The id of the key, the part between its two underscores")),
    responses(
        (status = 202, description = "It does not work any more on this server, and the database will have it so as soon as it can be written", body = KeyView),
        (status = 204, description = "It does not work any more"),
        RevokeErrors,
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

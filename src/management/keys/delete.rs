//! Taking a key back.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use super::super::operations::{Desk, write};
use super::{ONE, find};
use crate::auth::{self, Admin};
use crate::http::{NoQuery, PathWord, Problem, Query, RevokeErrors};

/// Revoke an API key
///
/// It stops working at once, for good; it stays in the list. Revoking it again changes nothing. Revoking the last
/// admin key that works is refused with 409. Needs the role `admin`.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "delete_key",
    tag = "manage",
    params(("keyId" = String, Path, description = "The id of the key, the part between its two underscores")),
    responses((status = 204, description = "It does not work any more"), RevokeErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn delete_key(
    _caller: Admin,
    desk: Desk,
    PathWord(id, _): PathWord,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    write(&desk, move |work| {
        let key = find(work.connection, &id)?;
        auth::check_not_last_admin(work.connection, &key)?;
        auth::revoke(work.connection, work.actor, &key.id)?;
        Ok(())
    })
    .await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

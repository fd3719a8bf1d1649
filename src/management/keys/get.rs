//! Showing a key.

use actix_web::HttpResponse;

use super::super::operations::Desk;
use super::{KeyView, ONE, find, shown};
use crate::auth::Admin;
use crate::http::{ManageItemErrors, NoQuery, PathWord, Problem, Query};

/// Get an API key
///
/// Without its secret, which is not stored. Needs the role `admin`.
#[utoipa::path(
    get,
    path = ONE,
    operation_id = "get_key",
    tag = "manage",
    params(("keyId" = String, Path, description = "The id of the key, the part between its two underscores")),
    responses((status = 200, description = "The key", body = KeyView), ManageItemErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn get_key(
    _caller: Admin,
    desk: Desk,
    PathWord(id, _): PathWord,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let deny_list = desk.deny_list.clone();
    desk.database.read(move |connection| find(connection, &deny_list, &id)).await.map(shown)
}

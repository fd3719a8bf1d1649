//! Reading a key.

use actix_web::HttpResponse;

use super::paths::ONE;
use super::view::{KeyView, key_response, load_key};
use crate::auth::Admin;
use crate::http::{NoQuery, PathSegment, Problem, Query};
use crate::management::operations::OpContext;

/// Get an API key
///
/// Returns the key without its secret, which is not stored. Needs the role `admin`.
#[utoipa::path(
    get,
    path = ONE,
    operation_id = "get_api_key",
    tag = "manage",
    params(("keyId" = String, Path, description = "The id of the key, the part between its two underscores")),
    responses((status = 200, description = "The key", body = KeyView)),
    security(("apiKey" = [])),
)]
pub(super) async fn get_api_key(
    _caller: Admin,
    context: OpContext,
    PathSegment(id): PathSegment,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let deny_list = context.deny_list.clone();
    context.database.read(move |connection| load_key(connection, &deny_list, &id)).await.map(key_response)
}

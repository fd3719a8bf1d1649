//! Revoking a preview token without naming its article.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use super::delete::revoke;
use super::paths::ANY_TOKEN;
use super::store;
use crate::auth::Author;
use crate::content::Id;
use crate::http::{NoQuery, PathSegment, Problem, Query};
use crate::management::operations::{OpContext, write};

/// Revoke any preview token
///
/// The token stops working at once. Revoking it again changes nothing. Needs the role `author`.
#[utoipa::path(
    delete,
    path = ANY_TOKEN,
    operation_id = "revoke_preview_token",
    tag = "manage",
    params(("tokenId" = Id, Path, description = "The id of the token")),
    responses((status = 204, description = "Revoked")),
    security(("apiKey" = [])),
)]
pub(super) async fn revoke_preview_token(
    _caller: Author,
    context: OpContext,
    PathSegment(token_id): PathSegment,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let unknown = || Problem::not_found("preview token of that id");
    let token_id: Id = token_id.parse().map_err(|_| unknown())?;
    write(&context, move |tx| {
        let token = store::find(tx.connection, token_id)?.ok_or_else(unknown)?;
        revoke(tx, &token)
    })
    .await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

//! Revoking a preview token.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use super::paths::TOKEN;
use super::store::{self, StoredToken};
use super::view::append_audit;
use crate::auth::Author;
use crate::content::{Action, Id, Timestamp};
use crate::http::{NoQuery, PathId, PathSegments, Problem, Query};
use crate::management::operations::{OpContext, WriteContext, write};

/// Revoke a preview token
///
/// The token stops working at once. Revoking it again changes nothing. Needs the role `author`.
#[utoipa::path(
    delete,
    path = TOKEN,
    operation_id = "revoke_article_preview_token",
    tag = "manage",
    params(
        ("id" = Id, Path, description = "The id of the article"),
        ("tokenId" = Id, Path, description = "The id of the token"),
    ),
    responses((status = 204, description = "Revoked")),
    security(("apiKey" = [])),
)]
pub(super) async fn revoke_article_preview_token(
    _caller: Author,
    context: OpContext,
    id: PathId,
    PathSegments { second: token_id, .. }: PathSegments,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let article_id = id.0;
    let unknown = move || Problem::not_found(format!("preview token of that id of the article {article_id}"));
    let token_id: Id = token_id.parse().map_err(|_| unknown())?;
    write(&context, move |tx| {
        let token = store::find(tx.connection, token_id)?.filter(|token| token.row.article_id == Some(article_id));
        revoke(tx, &token.ok_or_else(unknown)?)
    })
    .await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// Revokes a token, unless it is revoked already.
pub(super) fn revoke(tx: &mut WriteContext<'_>, token: &StoredToken) -> Result<(), Problem> {
    if store::mark_revoked(tx.connection, token.row.id, Timestamp::now())? {
        append_audit(tx, Action::Revoke, &token.row)?;
    }
    Ok(())
}

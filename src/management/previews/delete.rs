//! Taking a preview token back.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;

use super::super::operations::{Desk, Work, write};
use super::store::{self, KeptToken};
use super::{TOKEN, append_audit};
use crate::auth::Author;
use crate::content::{Action, Id, Timestamp};
use crate::http::{NoQuery, PathId, PathWord, Problem, Query, RevokeErrors};

/// Revoke a preview token
///
/// It stops working at once. Revoking it again changes nothing. Needs the role `author`.
#[utoipa::path(
    delete,
    path = TOKEN,
    operation_id = "delete_preview_token",
    tag = "manage",
    params(
        ("id" = Id, Path, description = "The id of the article"),
        ("tokenId" = Id, Path, description = "The id of the token"),
    ),
    responses((status = 204, description = "It does not work any more"), RevokeErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn delete_preview_token(
    _caller: Author,
    desk: Desk,
    id: PathId,
    PathWord(_, token_id): PathWord,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let article_id = id.0;
    let unknown = move || Problem::not_found(format!("preview token of that id of the article {article_id}"));
    let token_id: Id = token_id.parse().map_err(|_| unknown())?;
    write(&desk, move |work| {
        let token = store::find(work.connection, token_id)?.filter(|token| token.row.article_id == article_id);
        revoke(work, &token.ok_or_else(unknown)?)
    })
    .await?;
    Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// Revokes a token, if it was not revoked before.
pub(super) fn revoke(work: &mut Work<'_>, token: &KeptToken) -> Result<(), Problem> {
    if store::mark_revoked(work.connection, token.row.id, Timestamp::now())? {
        append_audit(work, Action::Revoke, token.row.article_id, token.row.id)?;
    }
    Ok(())
}

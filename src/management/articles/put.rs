//! Replacing the content of an article.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, SaveParams, SaveQuery};
use super::super::schemas::ArticleInput;
use super::super::schemas::{ArticleWorkingCopy, IfMatchParam};
use super::ONE;
use crate::auth::Author;
use crate::content::{Id, Kind};
use crate::http::{ChangeErrors, IfMatch, JsonBody, PathId, Problem, Query};

/// Replace the content of an article
///
/// The whole of it: what the body leaves out is gone afterwards. Nothing is published by it. Needs the role `author`.
#[utoipa::path(
    put,
    path = ONE,
    operation_id = "put_article",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), IfMatchParam, SaveParams),
    request_body = ArticleInput,
    responses(
        (status = 200, description = "Saved as the next version", body = ArticleWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn put_article(
    _caller: Author,
    desk: Desk,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    operations::replace(&desk, Kind::Article, id.0, if_match, body.0, query.0.note).await
}

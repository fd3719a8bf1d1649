//! Changing parts of an article.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, SaveParams, SaveQuery};
use super::super::schemas::{ArticlePatch, ArticleWorkingCopy, IfMatchParam};
use super::ONE;
use crate::auth::Author;
use crate::content::{Id, Kind};
use crate::http::{ChangeErrors, IfMatch, MergePatchBody, PathId, Problem, Query};

/// Change parts of an article
///
/// By a JSON Merge Patch (RFC 7396): `null` clears, lists are replaced whole. Nothing is published by it.
/// Needs the role `author`.
#[utoipa::path(
    patch,
    path = ONE,
    operation_id = "patch_article",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), IfMatchParam, SaveParams),
    request_body(content = ArticlePatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "Saved as the next version", body = ArticleWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn patch_article(
    _caller: Author,
    desk: Desk,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: MergePatchBody,
) -> Result<HttpResponse, Problem> {
    operations::patch(&desk, Kind::Article, id.0, if_match, body.0, query.0.note).await
}

//! Taking an article back.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk};
use super::super::schemas::{ArticleWorkingCopy, IfMatchParam};
use super::UNPUBLISH;
use crate::auth::Editor;
use crate::content::{Id, Kind};
use crate::http::{DeleteErrors, IfMatch, NoQuery, PathId, Problem, Query};

/// Take an article back
///
/// Readers get 410 for it from the moment this answers; the working copy stays. Refused with 409 while
/// published documents refer to it. Needs the role `editor`.
#[utoipa::path(
    post,
    path = UNPUBLISH,
    operation_id = "unpublish_article",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), IfMatchParam),
    responses(
        (status = 200, description = "Taken back", body = ArticleWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        DeleteErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn unpublish_article(
    _caller: Editor,
    desk: Desk,
    id: PathId,
    _query: Query<NoQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    operations::unpublish(&desk, Kind::Article, id.0, if_match).await
}

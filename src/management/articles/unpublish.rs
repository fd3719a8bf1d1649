//! Taking an article back.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, ForceQuery};
use super::super::schemas::{ArticleWorkingCopy, IfMatchParam, UnpublishInput};
use super::UNPUBLISH;
use crate::auth::Editor;
use crate::content::{Id, Kind};
use crate::http::{ChangeErrors, IfMatch, OptionalJsonBody, PathId, Problem, Query};

/// Take an article back
///
/// Readers get 410 for it from the moment this answers, or what the body says: with `mode` `redirect` they are led to
/// the alternative, with `withdrawn` they get the article as it stood, with a notice. The working copy stays, and how
/// it was taken back is forgotten when it is published again. Sent for what was taken back already, it changes the
/// `mode`, the explanation and the alternative, except that what is not shown any more cannot be withdrawn; nothing new
/// to say is a 409. Refused with 409 while published documents refer to it, unless `force=true`: then those are frozen again without it, until it is published again;
/// resources that lead to it are taken back with it. Where publishing needs an approval, an explanation and an address
/// elsewhere need one too: submit it with the same `unpublish`. Needs the role `editor`.
#[utoipa::path(
    post,
    path = UNPUBLISH,
    operation_id = "unpublish_article",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), IfMatchParam, ForceQuery),
    request_body(content = UnpublishInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Taken back", body = ArticleWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn unpublish_article(
    _caller: Editor,
    desk: Desk,
    id: PathId,
    query: Query<ForceQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    operations::unpublish(&desk, Kind::Article, id.0, if_match, query.0, body.0).await
}

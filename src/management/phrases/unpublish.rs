//! Taking a phrase back.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk};
use super::super::schemas::{IfMatchParam, PhraseWorkingCopy};
use super::UNPUBLISH;
use crate::auth::Editor;
use crate::content::{Id, Kind};
use crate::http::{DeleteErrors, IfMatch, NoQuery, PathId, Problem, Query};

/// Take a phrase back
///
/// Readers get 410 for it from the moment this answers; the working copy stays. Refused with 409 while
/// published documents refer to it. Needs the role `editor`.
#[utoipa::path(
    post,
    path = UNPUBLISH,
    operation_id = "unpublish_phrase",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the phrase"), IfMatchParam),
    responses(
        (status = 200, description = "Taken back", body = PhraseWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        DeleteErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn unpublish_phrase(
    _caller: Editor,
    desk: Desk,
    id: PathId,
    _query: Query<NoQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    operations::unpublish(&desk, Kind::Phrase, id.0, if_match).await
}

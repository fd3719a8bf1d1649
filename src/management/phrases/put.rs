//! Replacing the content of a phrase.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, SaveParams, SaveQuery};
use super::super::schemas::{IfMatchParam, PhraseWorkingCopy};
use super::ONE;
use crate::auth::Author;
use crate::content::Phrase;
use crate::content::{Id, Kind};
use crate::http::{ChangeErrors, IfMatch, JsonBody, PathId, Problem, Query};

/// Replace the content of a phrase
///
/// The whole of it: what the body leaves out is gone afterwards. Nothing is published by it. Needs the role `author`.
#[utoipa::path(
    put,
    path = ONE,
    operation_id = "put_phrase",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the phrase"), IfMatchParam, SaveParams),
    request_body = Phrase,
    responses(
        (status = 200, description = "Saved as the next version", body = PhraseWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn put_phrase(
    _caller: Author,
    desk: Desk,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    operations::replace(&desk, Kind::Phrase, id.0, if_match, body.0, query.0.note).await
}

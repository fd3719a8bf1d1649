//! Replacing synonyms.

use actix_web::HttpResponse;

use super::super::operations::{Desk, write};
use super::super::schemas::IfMatchParam;
use super::schemas::SynonymsDocument;
use super::{PATH, answer};
use crate::auth::Editor;
use crate::content::search::Synonyms;
use crate::http::{ChangeErrors, IfMatch, JsonBody, NoQuery, Problem, Query};
use crate::publishing;

/// Replace the synonyms
///
/// With all of those in the body. There are no drafts of them: searches go by them as soon as this is answered. Needs the
/// role `editor`.
#[utoipa::path(
    put,
    path = PATH,
    operation_id = "put_synonyms",
    tag = "manage",
    params(IfMatchParam),
    request_body = Synonyms,
    responses(
        (status = 200, description = "Replaced", body = SynonymsDocument, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn put_synonyms(
    _caller: Editor,
    desk: Desk,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let synonyms = Synonyms::read(&body.0)?;
    let saved = write(&desk, move |work| {
        let current = publishing::synonyms(work.connection)?;
        if_match.check(current.version)?;
        Ok(publishing::replace_synonyms(work.connection, work.actor, current, synonyms)?)
    })
    .await?;
    answer(saved)
}

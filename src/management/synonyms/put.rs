//! Replacing synonyms.

use actix_web::HttpResponse;

use super::respond::{PATH, respond};
use super::schemas::SynonymsDocument;
use crate::auth::Editor;
use crate::content::search::Synonyms;
use crate::http::{IfMatch, JsonBody, NoQuery, Problem, Query};
use crate::management::operations::{OpContext, write};
use crate::management::schemas::IfMatchParam;
use crate::publishing;

/// Replace the synonyms
///
/// Replaces all synonyms by those in the body. Synonyms have no drafts: searches use them when the response arrives.
/// Needs the role `editor`.
#[utoipa::path(
    put,
    path = PATH,
    operation_id = "replace_synonyms",
    tag = "manage",
    params(IfMatchParam),
    request_body = Synonyms,
    responses(
        (status = 200, description = "Replaced", body = SynonymsDocument, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn replace_synonyms(
    _caller: Editor,
    context: OpContext,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let synonyms = Synonyms::read(&body.0)?;
    let saved = write(&context, move |tx| {
        let current = publishing::load_synonyms(tx.connection)?;
        if_match.check(current.version)?;
        Ok(publishing::replace_synonyms(tx.connection, tx.actor, current, synonyms)?)
    })
    .await?;
    respond(saved)
}

//! Reading synonyms.

use actix_web::HttpResponse;

use super::respond::{PATH, respond};
use super::schemas::SynonymsDocument;
use crate::auth::Viewer;
use crate::http::{NoQuery, Problem, Query};
use crate::management::operations::{OpContext, read};
use crate::publishing;

/// Read the synonyms
///
/// Returns all groups of expressions that mean the same to `GET /v1/search`, in one document. Needs any role.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_synonyms",
    tag = "manage",
    responses(
        (status = 200, description = "The synonyms", body = SynonymsDocument, headers(
            ("ETag" = String, description = "The version, for `If-Match`"),
        )),
        (status = 304, description = "The version is the one that `If-None-Match` names."),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn get_synonyms(
    _caller: Viewer,
    context: OpContext,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    respond(read(&context, publishing::load_synonyms).await?)
}

//! Listing working copies of phrases.

use actix_web::{HttpRequest, HttpResponse};

use super::super::operations::{self, Desk, ListWorkingCopiesParams, ListWorkingCopiesQuery, ListWrittenParams};
use super::super::schemas::PhraseWorkingCopyList;
use super::LIST;
use crate::auth::Viewer;
use crate::content::Kind;
use crate::http::{ManageListErrors, Problem, Query};

/// List working copies of phrases
///
/// Of any status, the latest written first. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = LIST,
    operation_id = "list_working_phrases",
    tag = "manage",
    params(ListWorkingCopiesParams, ListWrittenParams),
    responses((status = 200, description = "A page of working copies", body = PhraseWorkingCopyList), ManageListErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn list_working_phrases(
    _caller: Viewer,
    desk: Desk,
    request: HttpRequest,
    query: Query<ListWorkingCopiesQuery>,
) -> Result<HttpResponse, Problem> {
    operations::list(&desk, Kind::Phrase, &request, query.0).await
}

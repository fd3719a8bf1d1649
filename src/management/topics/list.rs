//! Listing working copies of topics.

use actix_web::{HttpRequest, HttpResponse};

use super::super::operations::{self, Desk, ListWorkingCopiesParams, ListWorkingCopiesQuery, ListWrittenParams};
use super::super::schemas::TopicWorkingCopyList;
use super::LIST;
use crate::auth::Viewer;
use crate::content::Kind;
use crate::http::{ManageListErrors, Problem, Query};

/// List working copies of topics
///
/// Of any status, the latest written first. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = LIST,
    operation_id = "list_working_topics",
    tag = "manage",
    params(ListWorkingCopiesParams, ListWrittenParams),
    responses((status = 200, description = "A page of working copies", body = TopicWorkingCopyList), ManageListErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn list_working_topics(
    _caller: Viewer,
    desk: Desk,
    request: HttpRequest,
    query: Query<ListWorkingCopiesQuery>,
) -> Result<HttpResponse, Problem> {
    operations::list(&desk, Kind::Topic, &request, query.0).await
}

//! Listing working copies of articles.

use actix_web::{HttpRequest, HttpResponse};

use super::super::operations::{self, Desk, ListReviewsParams, ListWorkingCopiesParams, ListWorkingCopiesQuery};
use super::super::schemas::ArticleWorkingCopyList;
use super::LIST;
use crate::auth::Viewer;
use crate::content::Kind;
use crate::http::{ManageListErrors, Problem, Query};

/// List working copies of articles
///
/// Of any status, the latest written first. An article is listed without its sections. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = LIST,
    operation_id = "list_working_articles",
    tag = "manage",
    params(ListWorkingCopiesParams, ListReviewsParams),
    responses((status = 200, description = "A page of working copies", body = ArticleWorkingCopyList), ManageListErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn list_working_articles(
    _caller: Viewer,
    desk: Desk,
    request: HttpRequest,
    query: Query<ListWorkingCopiesQuery>,
) -> Result<HttpResponse, Problem> {
    operations::list(&desk, Kind::Article, &request, query.0).await
}

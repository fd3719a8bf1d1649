//! Listing the sections of a working copy.

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;

use super::super::operations::{Desk, never_cached, read_article};
use super::{LIST, WorkingSectionList};
use crate::auth::Viewer;
use crate::content::Id;
use crate::http::{ManageItemErrors, NoQuery, PathId, Problem, Query, version_etag};

/// List the sections of an article's working copy
///
/// All of them, in order. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = LIST,
    operation_id = "list_working_sections",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article")),
    responses(
        (status = 200, description = "The sections", body = WorkingSectionList, headers(
            ("ETag" = String, description = "The version of the article"),
        )),
        (status = 304, description = "The version is the one that `If-None-Match` names."),
        ManageItemErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn list_working_sections(
    _caller: Viewer,
    desk: Desk,
    id: PathId,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let (version, article) = read_article(&desk, id.0).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, version_etag(version)));
    Ok(never_cached(response, &serde_json::json!({"data": article.sections})))
}

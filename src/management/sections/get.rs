//! Reading one section of a working copy.

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;

use super::super::operations::{Desk, find_section, never_cached, read_article};
use super::{ONE, WorkingSection};
use crate::auth::Viewer;
use crate::content::Id;
use crate::http::{ManageItemErrors, NoQuery, PathId, PathSectionId, Problem, Query, version_etag};

/// Read one section of an article's working copy
///
/// Needs the role `viewer`.
#[utoipa::path(
    get,
    path = ONE,
    operation_id = "get_working_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), ("sectionId" = Id, Path, description = "The id of the section")),
    responses(
        (status = 200, description = "The section", body = WorkingSection, headers(
            ("ETag" = String, description = "The version of the article"),
        )),
        (status = 304, description = "The version is the one that `If-None-Match` names."),
        ManageItemErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn get_working_section(
    _caller: Viewer,
    desk: Desk,
    id: PathId,
    section_id: PathSectionId,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let (version, article) = read_article(&desk, id.0).await?;
    let index = find_section(&article, section_id.0)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, version_etag(version)));
    let json = serde_json::to_value(&article.sections[index]).map_err(Problem::internal)?;
    Ok(never_cached(response, &json))
}

//! Reading one section of a working copy.

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;

use super::paths::ONE;
use crate::auth::Viewer;
use crate::content::Id;
use crate::http::{PathId, PathSectionId, Problem, Query, version_etag};
use crate::management::operations::{
    OpContext, SectionFormParams, SectionFormQuery, find_section, read_article, uncached_json,
};
use crate::management::working_copy_schemas::WorkingCopySection;

/// Read one section of an article's working copy
///
/// Needs the role `viewer`.
#[utoipa::path(
    get,
    path = ONE,
    operation_id = "get_working_copy_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), ("sectionId" = Id, Path, description = "The id of the section"), SectionFormParams),
    responses(
        (status = 200, description = "The section", body = WorkingCopySection, headers(
            ("ETag" = String, description = "The version of the article"),
        )),
        (status = 304, description = "The version is the one that `If-None-Match` names."),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn get_working_copy_section(
    _caller: Viewer,
    context: OpContext,
    id: PathId,
    section_id: PathSectionId,
    query: Query<SectionFormQuery>,
) -> Result<HttpResponse, Problem> {
    let (version, article) = read_article(&context, id.0).await?;
    let index = find_section(&article, section_id.0)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, version_etag(version)));
    let json = query.0.form.section(&article.sections[index])?;
    Ok(uncached_json(response, &json))
}

//! Listing the sections of a working copy.

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use serde_json::Value;

use super::paths::LIST;
use super::schemas::WorkingCopySectionList;
use crate::auth::Viewer;
use crate::content::Id;
use crate::http::{PathId, Problem, Query, version_etag};
use crate::management::operations::{OpContext, SectionFormParams, SectionFormQuery, read_article, uncached_json};

/// List the sections of an article's working copy
///
/// Returns all sections, in order. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = LIST,
    operation_id = "list_working_copy_sections",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), SectionFormParams),
    responses(
        (status = 200, description = "The sections", body = WorkingCopySectionList, headers(
            ("ETag" = String, description = "The version of the article"),
        )),
        (status = 304, description = "The version is the one that `If-None-Match` names."),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn list_working_copy_sections(
    _caller: Viewer,
    context: OpContext,
    id: PathId,
    query: Query<SectionFormQuery>,
) -> Result<HttpResponse, Problem> {
    let (version, article) = read_article(&context, id.0).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, version_etag(version)));
    let sections = article.sections.iter().map(|section| query.0.form.section(section));
    let sections: Vec<Value> = sections.collect::<Result<_, _>>()?;
    Ok(uncached_json(response, &serde_json::json!({"data": sections})))
}

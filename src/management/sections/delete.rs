//! Removing a section.

use actix_web::HttpResponse;

use super::super::operations::{Changed, Desk, SaveParams, SaveQuery, change_sections, find_section};
use super::super::schemas::IfMatchParam;
use super::{ONE, WorkingSectionList};
use crate::auth::Author;
use crate::content::{Article, Id};
use crate::http::{DeleteErrors, IfMatch, PathId, PathSectionId, Problem, Query};

/// Remove a section from an article
///
/// Answers with the sections that are left. Needs the role `author`.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "delete_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), ("sectionId" = Id, Path, description = "The id of the section"), IfMatchParam, SaveParams),
    responses(
        (status = 200, description = "Removed; the article has its next version", body = WorkingSectionList, headers(
            ("ETag" = String, description = "The new version of the article"),
        )),
        DeleteErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn delete_section(
    _caller: Author,
    desk: Desk,
    id: PathId,
    section_id: PathSectionId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    change_sections(&desk, id.0, if_match, query.0.note, move |article| remove_section(article, section_id.0)).await
}

/// Takes a section out of its article.
pub(in crate::management) fn remove_section(article: &mut Article, section_id: Id) -> Result<Changed, Problem> {
    let index = find_section(article, section_id)?;
    article.sections.remove(index);
    Ok(Changed::all())
}

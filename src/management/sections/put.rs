//! Replacing a section.

use actix_web::HttpResponse;
use serde_json::Value;

use super::super::operations::{
    Changed, Desk, SaveParams, SaveQuery, change_sections, find_section, put_section as put_section_at,
};
use super::super::schemas::{IfMatchParam, SectionInput};
use super::{ONE, WorkingSection};
use crate::auth::Author;
use crate::content::{Article, Id};
use crate::http::{ChangeErrors, IfMatch, JsonBody, PathId, PathSectionId, Problem, Query};

/// Replace a section of an article
///
/// The whole of it; it keeps its id and its place. Needs the role `author`.
#[utoipa::path(
    put,
    path = ONE,
    operation_id = "put_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), ("sectionId" = Id, Path, description = "The id of the section"), IfMatchParam, SaveParams),
    request_body = SectionInput,
    responses(
        (status = 200, description = "Saved as the article's next version", body = WorkingSection, headers(
            ("ETag" = String, description = "The new version of the article"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn put_section(
    _caller: Author,
    desk: Desk,
    id: PathId,
    section_id: PathSectionId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    change_sections(&desk, id.0, if_match, query.0.note, move |article| replace_section(article, section_id.0, &body.0))
        .await
}

/// Reads the input into the place of a section.
pub(in crate::management) fn replace_section(
    article: &mut Article,
    section_id: Id,
    input: &Value,
) -> Result<Changed, Problem> {
    let index = find_section(article, section_id)?;
    put_section_at(article, Some(index), input)
}

//! Changing parts of a section.

use actix_web::HttpResponse;
use serde_json::Value;

use super::super::operations::{
    Changed, Desk, SaveParams, SaveQuery, change_sections, check_is_object, find_section, merge, put_section,
};
use super::super::schemas::{IfMatchParam, SectionInput};
use super::{ONE, WorkingSection};
use crate::auth::Author;
use crate::content::section::merge_body_choice;
use crate::content::{Article, Id};
use crate::http::{ChangeErrors, IfMatch, MergePatchBody, PathId, PathSectionId, Problem, Query};

/// Change parts of a section of an article
///
/// By a JSON Merge Patch (RFC 7396): `null` clears, `body` and `markdown` replace the whole text. Needs the role `author`.
#[utoipa::path(
    patch,
    path = ONE,
    operation_id = "patch_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), ("sectionId" = Id, Path, description = "The id of the section"), IfMatchParam, SaveParams),
    request_body(content = SectionInput, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "Saved as the article's next version", body = WorkingSection, headers(
            ("ETag" = String, description = "The new version of the article"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn patch_section(
    _caller: Author,
    desk: Desk,
    id: PathId,
    section_id: PathSectionId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    patch: MergePatchBody,
) -> Result<HttpResponse, Problem> {
    change_sections(&desk, id.0, if_match, query.0.note, move |article| merge_section(article, section_id.0, patch.0))
        .await
}

/// Merges a patch into a section.
pub(in crate::management) fn merge_section(
    article: &mut Article,
    section_id: Id,
    patch: Value,
) -> Result<Changed, Problem> {
    check_is_object(&patch)?;
    let index = find_section(article, section_id)?;
    let mut merged = serde_json::to_value(&article.sections[index]).map_err(Problem::internal)?;
    if let (Some(current), Some(patch)) = (merged.as_object_mut(), patch.as_object()) {
        merge_body_choice(current, patch);
    }
    merge(&mut merged, patch);
    put_section(article, Some(index), &merged)
}

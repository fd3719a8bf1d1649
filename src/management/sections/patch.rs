//! Changing parts of a section.

use actix_web::HttpResponse;
use serde_json::Value;

use super::paths::ONE;
use crate::auth::Author;
use crate::content::section::drop_replaced_body;
use crate::content::{Article, Id};
use crate::http::{IfMatch, MergePatchBody, PathId, PathSectionId, Problem, Query};
use crate::management::batch_call::BatchCall;
use crate::management::operations::{
    OpContext, Reply, SaveParams, SaveQuery, SectionUpdate, WriteContext, change_sections, change_sections_in_tx,
    check_is_object, find_section, merge, put_section,
};
use crate::management::schemas::{IfMatchParam, SectionPatch};
use crate::management::working_copy_schemas::WorkingCopySection;

/// Change parts of a section of an article
///
/// Applies a JSON Merge Patch (RFC 7396): `null` clears a field, `body` and `markdown` replace the whole text. Needs
/// the role `author`.
#[utoipa::path(
    patch,
    path = ONE,
    operation_id = "update_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), ("sectionId" = Id, Path, description = "The id of the section"), IfMatchParam, SaveParams),
    request_body(content = SectionPatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "Saved as the article's next version", body = WorkingCopySection, headers(
            ("ETag" = String, description = "The new version of the article"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn update_section(
    _caller: Author,
    context: OpContext,
    id: PathId,
    section_id: PathSectionId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    patch: MergePatchBody,
) -> Result<HttpResponse, Problem> {
    change_sections(&context, id.0, if_match, query.0.note, move |article| {
        merge_section(article, section_id.0, patch.0)
    })
    .await
}

/// Merges a patch into a section.
fn merge_section(article: &mut Article, section_id: Id, patch: Value) -> Result<SectionUpdate, Problem> {
    check_is_object(&patch)?;
    let index = find_section(article, section_id)?;
    let mut merged = serde_json::to_value(&article.sections[index]).map_err(Problem::internal)?;
    if let (Some(current), Some(patch)) = (merged.as_object_mut(), patch.as_object()) {
        drop_replaced_body(current, patch);
    }
    merge(&mut merged, patch);
    put_section(article, Some(index), &merged)
}

/// Runs [`update_section`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    let (section_id, body) = (call.section_id, call.body);
    let change = |article: &mut _| merge_section(article, section_id, body);
    change_sections_in_tx(tx, &call.target, note.as_deref(), change)
}

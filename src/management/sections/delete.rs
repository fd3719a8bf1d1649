//! Deleting a section.

use actix_web::HttpResponse;

use super::paths::ONE;
use super::schemas::WorkingCopySectionList;
use crate::auth::Author;
use crate::content::{Article, Id};
use crate::http::{IfMatch, PathId, PathSectionId, Problem, Query};
use crate::management::batch_call::BatchCall;
use crate::management::operations::{
    OpContext, Reply, SaveParams, SaveQuery, SectionUpdate, WriteContext, change_sections, change_sections_in_tx,
    find_section,
};
use crate::management::schemas::IfMatchParam;

/// Delete a section of an article
///
/// Returns the remaining sections. Needs the role `author`.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "delete_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), ("sectionId" = Id, Path, description = "The id of the section"), IfMatchParam, SaveParams),
    responses(
        (status = 200, description = "Deleted; the article has a new version", body = WorkingCopySectionList, headers(
            ("ETag" = String, description = "The new version of the article"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn delete_section(
    _caller: Author,
    context: OpContext,
    id: PathId,
    section_id: PathSectionId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    change_sections(&context, id.0, if_match, query.0.note, move |article| remove_section(article, section_id.0)).await
}

/// Removes a section from its article.
fn remove_section(article: &mut Article, section_id: Id) -> Result<SectionUpdate, Problem> {
    let index = find_section(article, section_id)?;
    article.sections.remove(index);
    Ok(SectionUpdate::whole())
}

/// Runs [`delete_section`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    let change = |article: &mut _| remove_section(article, call.section_id);
    change_sections_in_tx(tx, &call.target, note.as_deref(), change)
}

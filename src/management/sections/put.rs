//! Replacing a section.

use actix_web::HttpResponse;
use serde_json::Value;

use super::paths::ONE;
use crate::auth::Author;
use crate::content::{Article, Id};
use crate::http::{IfMatch, JsonBody, PathId, PathSectionId, Problem, Query};
use crate::management::batch_call::BatchCall;
use crate::management::operations::{
    OpContext, Reply, SaveParams, SaveQuery, SectionUpdate, WriteContext, change_sections, change_sections_in_tx,
    find_section, put_section as put_section_at,
};
use crate::management::schemas::{IfMatchParam, SectionInput};
use crate::management::working_copy_schemas::WorkingCopySection;

/// Replace a section of an article
///
/// Replaces the whole section, except its id and position. Needs the role `author`.
#[utoipa::path(
    put,
    path = ONE,
    operation_id = "replace_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), ("sectionId" = Id, Path, description = "The id of the section"), IfMatchParam, SaveParams),
    request_body = SectionInput,
    responses(
        (status = 200, description = "Saved as the article's next version", body = WorkingCopySection, headers(
            ("ETag" = String, description = "The new version of the article"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn replace_section(
    _caller: Author,
    context: OpContext,
    id: PathId,
    section_id: PathSectionId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    change_sections(&context, id.0, if_match, query.0.note, move |article| {
        replace_in_article(article, section_id.0, &body.0)
    })
    .await
}

/// Decodes the input and replaces a section with it.
fn replace_in_article(article: &mut Article, section_id: Id, input: &Value) -> Result<SectionUpdate, Problem> {
    let index = find_section(article, section_id)?;
    put_section_at(article, Some(index), input)
}

/// Runs [`replace_section`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    let change = |article: &mut _| replace_in_article(article, call.section_id, &call.body);
    change_sections_in_tx(tx, &call.target, note.as_deref(), change)
}

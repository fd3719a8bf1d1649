//! Adding a section.

use actix_web::HttpResponse;

use super::paths::LIST;
use crate::auth::Author;
use crate::content::Id;
use crate::http::{IfMatch, JsonBody, PathId, Problem, Query};
use crate::management::batch_call::BatchCall;
use crate::management::operations::{
    OpContext, Reply, SaveParams, SaveQuery, WriteContext, change_sections, change_sections_in_tx, put_section,
};
use crate::management::schemas::{IfMatchParam, SectionInput};
use crate::management::working_copy_schemas::WorkingCopySection;

/// Add a section to an article
///
/// Appends a section; `PUT …/sections/order` moves it. Needs the role `author`.
#[utoipa::path(
    post,
    path = LIST,
    operation_id = "create_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), IfMatchParam, SaveParams),
    request_body = SectionInput,
    responses(
        (status = 201, description = "Added; the article has a new version", body = WorkingCopySection, headers(
            ("ETag" = String, description = "The new version of the article"),
            ("Location" = String, description = "The address of the section"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn create_section(
    _caller: Author,
    context: OpContext,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    change_sections(&context, id.0, if_match, query.0.note, move |article| put_section(article, None, &body.0)).await
}

/// Runs [`create_section`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    let change = |article: &mut _| put_section(article, None, &call.body);
    change_sections_in_tx(tx, &call.target, note.as_deref(), change)
}

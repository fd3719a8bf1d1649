//! Adding a section.

use actix_web::HttpResponse;

use super::super::operations::{Desk, SaveParams, SaveQuery, change_sections, put_section};
use super::super::schemas::{IfMatchParam, SectionInput};
use super::{LIST, WorkingSection};
use crate::auth::Author;
use crate::content::Id;
use crate::http::{ChangeErrors, IfMatch, JsonBody, PathId, Problem, Query};

/// Add a section to an article
///
/// At the end; `PUT …/sections/order` moves it. Needs the role `author`.
#[utoipa::path(
    post,
    path = LIST,
    operation_id = "post_section",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), IfMatchParam, SaveParams),
    request_body = SectionInput,
    responses(
        (status = 201, description = "Added; the article has its next version", body = WorkingSection, headers(
            ("ETag" = String, description = "The new version of the article"),
            ("Location" = String, description = "The address of the section"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn post_section(
    _caller: Author,
    desk: Desk,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    change_sections(&desk, id.0, if_match, query.0.note, move |article| put_section(article, None, &body.0)).await
}

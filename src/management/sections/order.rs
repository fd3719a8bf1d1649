//! Putting sections in another order.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::operations::{Changed, Desk, SaveParams, SaveQuery, change_sections};
use super::super::schemas::IfMatchParam;
use super::{ORDER, WorkingSectionList};
use crate::auth::Author;
use crate::content::reading::read_root;
use crate::content::section::SECTIONS_MAX;
use crate::content::{Article, Id, ViolationCode, Violations};
use crate::http::{ChangeErrors, IfMatch, JsonBody, PathId, Problem, Query};

/// An order of sections.
#[derive(Debug, Serialize, ToSchema)]
struct SectionOrderInput {
    /// The id of every section of the article, each once, in the wanted order.
    #[schema(max_items = 100)]
    order: Vec<Id>,
}

/// Put the sections of an article in order
///
/// Names every section once. Needs the role `author`.
#[utoipa::path(
    put,
    path = ORDER,
    operation_id = "put_section_order",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), IfMatchParam, SaveParams),
    request_body = SectionOrderInput,
    responses(
        (status = 200, description = "Saved as the article's next version", body = WorkingSectionList, headers(
            ("ETag" = String, description = "The new version of the article"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn put_section_order(
    _caller: Author,
    desk: Desk,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    change_sections(&desk, id.0, if_match, query.0.note, move |article| order_sections(article, &body.0)).await
}

/// Puts the sections in the order of the input.
pub(in crate::management) fn order_sections(article: &mut Article, input: &Value) -> Result<Changed, Problem> {
    let order = read_root(input, |item| {
        let mut fields = item.fields()?;
        let order = fields.required("order", |item| item.each(SECTIONS_MAX, Id::read));
        fields.finish();
        order
    })?;
    reorder(article, &order)?;
    Ok(Changed::all())
}

fn reorder(article: &mut Article, order: &[Id]) -> Result<(), Violations> {
    let mut violations = Violations::default();
    let mut rest = std::mem::take(&mut article.sections);
    for (index, id) in order.iter().enumerate() {
        match rest.iter().position(|section| section.id == *id) {
            Some(found) => article.sections.push(rest.remove(found)),
            None => violations.add(
                format!("/order/{index}"),
                ViolationCode::UnknownReference,
                format!("{id} is not a section of this article, or stands here twice."),
            ),
        }
    }
    if !rest.is_empty() {
        let missing: Vec<String> = rest.iter().map(|section| section.id.to_string()).collect();
        violations.add(
            "/order",
            ViolationCode::Required,
            format!("Leaves out {}; name every section.", missing.join(", ")),
        );
    }
    violations.into_result(Some(()))
}

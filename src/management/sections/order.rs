//! Reordering sections.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::paths::ORDER;
use super::schemas::WorkingCopySectionList;
use crate::auth::Author;
use crate::content::decode::decode_value;
use crate::content::section::SECTIONS_MAX;
use crate::content::{Article, Id, ViolationCode, Violations};
use crate::http::{IfMatch, JsonBody, PathId, Problem, Query};
use crate::management::batch_call::BatchCall;
use crate::management::operations::{
    OpContext, Reply, SaveParams, SaveQuery, SectionUpdate, WriteContext, change_sections, change_sections_in_tx,
};
use crate::management::schemas::IfMatchParam;

/// An order of sections.
#[derive(Debug, Serialize, ToSchema)]
struct SectionOrderInput {
    /// The id of every section of the article, each once, in the wanted order.
    #[schema(max_items = 100)]
    order: Vec<Id>,
}

/// Reorder the sections of an article
///
/// The body names every section once. Needs the role `author`.
#[utoipa::path(
    put,
    path = ORDER,
    operation_id = "reorder_sections",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article"), IfMatchParam, SaveParams),
    request_body = SectionOrderInput,
    responses(
        (status = 200, description = "Saved as the article's next version", body = WorkingCopySectionList, headers(
            ("ETag" = String, description = "The new version of the article"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn reorder_sections(
    _caller: Author,
    context: OpContext,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    change_sections(&context, id.0, if_match, query.0.note, move |article| order_sections(article, &body.0)).await
}

/// Puts the sections in the order of the input.
fn order_sections(article: &mut Article, input: &Value) -> Result<SectionUpdate, Problem> {
    let order = decode_value(input, |item| {
        let mut fields = item.object()?;
        let order = fields.required("order", |item| item.list(SECTIONS_MAX, Id::read));
        fields.finish();
        order
    })?;
    reorder(article, &order)?;
    Ok(SectionUpdate::whole())
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
                format!("{id} is not a section of this article, or occurs twice."),
            ),
        }
    }
    if !rest.is_empty() {
        let missing: Vec<String> = rest.iter().map(|section| section.id.to_string()).collect();
        violations.add("/order", ViolationCode::Required, format!("Lacks {}; name every section.", missing.join(", ")));
    }
    violations.into_result(Some(()))
}

/// Runs [`reorder_sections`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let SaveQuery { note } = call.read_query()?;
    let change = |article: &mut _| order_sections(article, &call.body);
    change_sections_in_tx(tx, &call.target, note.as_deref(), change)
}

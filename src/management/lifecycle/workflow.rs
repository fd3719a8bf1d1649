//! Listing the workflow steps of a working copy.

use actix_web::HttpResponse;
use serde_json::json;

use super::paths::WORKFLOW;
use super::schemas::WorkflowStepList;
use crate::auth::Viewer;
use crate::http::{EntityPath, EntityPathParams, NoQuery, Problem, Query};
use crate::management::operations::{OpContext, or_not_found, read, uncached_json};
use crate::working_copies::{self, workflow};

/// List the workflow steps of an entity
///
/// Returns the steps of the current round, the oldest first: those since the last publish or unpublish. If an edit
/// voided an approval, a step records it. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = WORKFLOW,
    operation_id = "list_workflow_steps",
    tag = "manage",
    params(EntityPathParams),
    responses((status = 200, description = "The steps", body = WorkflowStepList)),
    security(("apiKey" = [])),
)]
pub(super) async fn workflow(
    _caller: Viewer,
    context: OpContext,
    entity: EntityPath,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let EntityPath { kind, id } = entity;
    let (copy, steps) = read(&context, move |connection| {
        Ok((working_copies::find(connection, kind, id)?, workflow::list(connection, id)?))
    })
    .await?;
    or_not_found(copy, kind, id)?;
    Ok(uncached_json(HttpResponse::Ok(), &json!({"data": steps})))
}

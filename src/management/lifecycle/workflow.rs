//! The steps of the work flow that a working copy went through.

use actix_web::HttpResponse;
use serde_json::json;

use super::super::operations::{Desk, found, never_cached, read};
use super::WORKFLOW;
use super::schemas::WorkflowStepList;
use crate::auth::Viewer;
use crate::http::{ManageItemErrors, NoQuery, PathThing, PathThingParams, Problem, Query};
use crate::working_copies::{self, workflow};

/// List the steps of the work flow
///
/// Those of the current round, the oldest first: since the thing was last published or taken back. An approval that an
/// edit made void is followed by a step that says so. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = WORKFLOW,
    operation_id = "list_workflow_steps",
    tag = "manage",
    params(PathThingParams),
    responses((status = 200, description = "The steps", body = WorkflowStepList), ManageItemErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn workflow(
    _caller: Viewer,
    desk: Desk,
    thing: PathThing,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    let (copy, steps) = read(&desk, move |connection| {
        Ok((working_copies::find(connection, kind, id)?, workflow::store::list(connection, id)?))
    })
    .await?;
    found(copy, kind, id)?;
    Ok(never_cached(HttpResponse::Ok(), &json!({"data": steps})))
}

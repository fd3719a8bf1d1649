//! Reading one revision of an entity.

use actix_web::HttpResponse;

use super::find::find_revision;
use super::paths::REVISION;
use super::revision_schemas::RevisionWithContent;
use crate::auth::Viewer;
use crate::http::{EntityPath, EntityPathParams, NoQuery, PathVersion, Problem, Query};
use crate::management::operations::{OpContext, uncached_json};

/// Read a revision of an entity
///
/// Returns the revision with its whole content. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = REVISION,
    operation_id = "get_revision",
    tag = "manage",
    params(EntityPathParams, ("version" = i64, Path, description = "The version of the working copy", minimum = 1)),
    responses((status = 200, description = "The revision", body = RevisionWithContent)),
    security(("apiKey" = [])),
)]
pub(super) async fn get_revision(
    _caller: Viewer,
    context: OpContext,
    entity: EntityPath,
    version: PathVersion,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let revision = context.database.read(move |connection| find_revision(connection, entity, version.0)).await?;
    let json = serde_json::to_value(RevisionWithContent::from(revision)).map_err(Problem::internal)?;
    Ok(uncached_json(HttpResponse::Ok(), &json))
}

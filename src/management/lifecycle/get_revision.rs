//! Reading one revision of a thing.

use actix_web::HttpResponse;

use super::super::operations::{Desk, never_cached};
use super::shapes::WholeRevision;
use super::{REVISION, find_revision};
use crate::auth::Viewer;
use crate::http::{ManageItemErrors, NoQuery, PathThing, PathThingParams, PathVersion, Problem, Query};

/// Read a revision of a thing
///
/// With the whole content as it was. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = REVISION,
    operation_id = "get_revision",
    tag = "manage",
    params(PathThingParams, ("version" = i64, Path, description = "The version of the working copy", minimum = 1)),
    responses((status = 200, description = "The revision", body = WholeRevision), ManageItemErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn get_revision(
    _caller: Viewer,
    desk: Desk,
    thing: PathThing,
    version: PathVersion,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let revision = desk.database.read(move |connection| find_revision(connection, thing, version.0)).await?;
    let json = serde_json::to_value(WholeRevision::from(revision)).map_err(Problem::internal)?;
    Ok(never_cached(HttpResponse::Ok(), &json))
}

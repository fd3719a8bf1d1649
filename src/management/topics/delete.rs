//! Deleting a topic.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, ForceQuery};
use super::super::schemas::IfMatchParam;
use super::ONE;
use crate::auth::Author;
use crate::content::{Id, Kind};
use crate::http::{DeleteErrors, IfMatch, PathId, Problem, Query};

/// Delete a topic
///
/// It goes into the trash, and can be restored from there. Refused with 409 while it is published, or while others
/// refer to it, unless `force=true`: then it is taken back and taken out of them, each of which becomes a new version;
/// resources that lead to it go with it. Needs the role `author`; with force, or for what is scheduled, `editor`.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "delete_topic",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the topic"), IfMatchParam, ForceQuery),
    responses((status = 204, description = "Deleted"), DeleteErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn delete_topic(
    _caller: Author,
    desk: Desk,
    id: PathId,
    query: Query<ForceQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    operations::delete(&desk, Kind::Topic, id.0, if_match, query.0).await
}

//! Replacing the content of a topic.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, SaveParams, SaveQuery};
use super::super::schemas::{IfMatchParam, TopicWorkingCopy};
use super::ONE;
use crate::auth::Author;
use crate::content::Topic;
use crate::content::{Id, Kind};
use crate::http::{ChangeErrors, IfMatch, JsonBody, PathId, Problem, Query};

/// Replace the content of a topic
///
/// The whole of it: what the body leaves out is gone afterwards. Nothing is published by it. Needs the role `author`.
#[utoipa::path(
    put,
    path = ONE,
    operation_id = "put_topic",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the topic"), IfMatchParam, SaveParams),
    request_body = Topic,
    responses(
        (status = 200, description = "Saved as the next version", body = TopicWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn put_topic(
    _caller: Author,
    desk: Desk,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    operations::replace(&desk, Kind::Topic, id.0, if_match, body.0, query.0.note).await
}

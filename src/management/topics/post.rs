//! Creating a topic.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, SaveParams, SaveQuery};
use super::super::schemas::TopicWorkingCopy;
use super::LIST;
use crate::auth::Author;
use crate::content::Kind;
use crate::content::Topic;
use crate::http::{CreateErrors, JsonBody, Problem, Query};

/// Create a topic
///
/// As a draft of version 1; nothing is published by it. With an `id` of your own the request can be sent
/// again safely: the second time answers 200 with what is there. Needs the role `author`.
#[utoipa::path(
    post,
    path = LIST,
    operation_id = "post_topic",
    tag = "manage",
    params(SaveParams),
    request_body = Topic,
    responses(
        (status = 201, description = "Created", body = TopicWorkingCopy, headers(
            ("ETag" = String, description = "The version, for `If-Match`"),
            ("Location" = String, description = "The address of the working copy"),
        )),
        (status = 200, description = "It was created by the same request before", body = TopicWorkingCopy, headers(
            ("ETag" = String, description = "The version, for `If-Match`"),
        )),
        CreateErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn post_topic(
    _caller: Author,
    desk: Desk,
    query: Query<SaveQuery>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    operations::create(&desk, Kind::Topic, body.0, query.0.note).await
}

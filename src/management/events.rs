//! Following the change log as it grows, by server-sent events.

use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::watch;
use utoipa::openapi::{Object, Ref, RefOr, Schema, Type};

use super::operations::{OpContext, read};
use crate::auth::{Caller, DenyList, Viewer};
use crate::db::{self, Connection, Database};
use crate::events::changes::{self, ChangeEvent, ChangeFeed, ChangeSubscription, SubscribeError, WakeReason};
use crate::http::{Code, Problem, Query, QueryReader, ReadQuery};

pub(super) const PATH: &str = "/v1/manage/events";

const LAST_EVENT_ID: &str = "last-event-id";

/// The maximum time without data on a stream. A comment then shows the client and proxies that the stream is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The comment that is sent while there are no changes.
const COMMENT: &str = ":\n\n";

/// The delay before a client reconnects: 1,000 ms.
const RETRY: &str = "retry: 1000\n\n";

/// The maximum number of changes that are read and sent at once.
const BATCH: i64 = 100;

/// A stream of server-sent events, for the OpenAPI document.
#[derive(Debug)]
pub(super) struct ChangeEvents;

impl utoipa::PartialSchema for ChangeEvents {
    fn schema() -> RefOr<Schema> {
        Object::builder()
            .schema_type(Type::String)
            .description(Some(
                "A stream of events. `id` is the number of the change, `event` its kind and action, such as \
                 `article.published`, and `data` a `ChangeEvent` as JSON.",
            ))
            .content_schema(Some(Ref::from_schema_name(<ChangeEvent as utoipa::ToSchema>::name())))
            .into()
    }
}

impl utoipa::ToSchema for ChangeEvents {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let name = <ChangeEvent as utoipa::ToSchema>::name().into_owned();
        schemas.push((name, <ChangeEvent as utoipa::PartialSchema>::schema()));
        <ChangeEvent as utoipa::ToSchema>::schemas(schemas);
    }
}

/// The position at which a stream starts.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FollowChangesQuery {
    /// The number of the last change that the client knows; `Last-Event-ID` takes precedence. 0 starts at the beginning
    /// of the log. Without both, the stream starts with the next change.
    #[param(minimum = 0, nullable = false)]
    after: Option<i64>,
}

impl ReadQuery for FollowChangesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let after = reader.integer("after", 0, i64::MAX.unsigned_abs());
        Self { after: after.and_then(|after| i64::try_from(after).ok()) }
    }
}

/// Follow the change log
///
/// Sends every change of the published content as a server-sent event when it happens. A client that reconnects with
/// the last `Last-Event-ID` misses nothing and gets nothing twice. If the log does not have that number, because a
/// backup was restored, the response is 410 `resync_required`: reload your copy, then follow from now on. A comment
/// every 15 seconds keeps the connection open. One key can have 10 open streams. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "stream_changes",
    tag = "manage",
    params(
        FollowChangesQuery,
        ("Last-Event-ID" = Option<i64>, Header, description = "The number of the last change that the client has received", nullable = false, minimum = 0),
    ),
    responses(
        (status = 200, description = "The stream", body = ChangeEvents, content_type = "text/event-stream"),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn stream_changes(
    caller: Viewer,
    context: OpContext,
    feed: web::Data<ChangeFeed>,
    request: HttpRequest,
    query: Query<FollowChangesQuery>,
) -> Result<HttpResponse, Problem> {
    let seen = last_event_id(&request)?.or(query.0.after);
    let subscription = feed.subscribe(&caller.0.id).map_err(too_many_streams)?;
    let seen = match seen {
        Some(seen) if read(&context, move |connection| changes::is_known(connection, seen)).await? => seen,
        Some(seen) => return Err(resync_required(seen)),
        None => read(&context, changes::last).await?,
    };
    let mut response = HttpResponse::Ok();
    response.content_type("text/event-stream");
    response.insert_header((CACHE_CONTROL, "no-store"));
    // Asks buffering proxies to forward the events at once.
    response.insert_header(("x-accel-buffering", "no"));
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let changes = ChangeStream {
        database: context.database.as_ref().clone(),
        caller: caller.0,
        revoked: context.deny_list.subscribe(),
        deny_list: context.deny_list,
        subscription,
        seen,
        begun: false,
    };
    Ok(response.streaming(stream(changes)))
}

fn too_many_streams(full: SubscribeError) -> Problem {
    let detail = match full {
        SubscribeError::Full => "Too many streams are open; try again later.".to_owned(),
        SubscribeError::FullForCaller(most) => {
            format!("{most} streams are open with this key, the maximum. Close one, or share one between clients.")
        }
    };
    Problem::new(Code::TooManyStreams, detail).with_header(RETRY_AFTER, HeaderValue::from_static("30"))
}

/// Returns the number of the last change that the client has received, as browsers send it when they reconnect.
fn last_event_id(request: &HttpRequest) -> Result<Option<i64>, Problem> {
    let Some(value) = request.headers().get(LAST_EVENT_ID) else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.parse().ok()).filter(|number| *number >= 0);
    number.map(Some).ok_or_else(|| {
        Problem::new(
            Code::MalformedRequest,
            "Last-Event-ID is not the number of a change. Send the unchanged id of the last event, or omit the header.",
        )
    })
}

/// Returns the problem for a client whose last change is not in this log.
fn resync_required(seen: i64) -> Problem {
    Problem::new(
        Code::ResyncRequired,
        format!(
            "The change log has no change {seen}: the number is from another database, or from before the restore of a backup. Reload your copy, and follow from the beginning with after=0, or from now on without after and Last-Event-ID."
        ),
    )
}

struct ChangeStream {
    database: Database,
    /// The caller.
    caller: Caller,
    deny_list: web::Data<DenyList>,
    /// Wakes the stream when a key is revoked.
    revoked: watch::Receiver<()>,
    subscription: ChangeSubscription,
    seen: i64,
    begun: bool,
}

fn stream(changes: ChangeStream) -> impl Stream<Item = Result<web::Bytes, Problem>> {
    unfold(changes, |mut changes| async move {
        let text = changes.next().await?;
        Some((Ok(web::Bytes::from(text)), changes))
    })
}

impl ChangeStream {
    /// Returns the next part of the stream, or none at its end. The stream ends when the caller's credential becomes
    /// invalid, and on an error of the database: the client then reconnects and continues at its position.
    async fn next(&mut self) -> Option<String> {
        if !self.begun {
            self.begun = true;
            return Some(RETRY.to_owned());
        }
        loop {
            let seen = self.seen;
            let (caller, deny_list) = (self.caller.clone(), self.deny_list.clone());
            let found = self.database.read(move |connection| load_changes(connection, &caller, &deny_list, seen)).await;
            let id = self.caller.request_id.as_str();
            let found = found.map_err(|error| {
                log::error!(requestId = id; "the change log could not be read: {error} request_id={id}");
            });
            let found = found.ok()??;
            if let Some(last) = found.last() {
                self.seen = last.seq;
                return Some(found.iter().map(format_event).collect());
            }
            let woken = tokio::select! {
                woken = self.subscription.wait(seen, KEEP_ALIVE) => woken,
                // The revoked key may be the caller's: check it again.
                Ok(()) = self.revoked.changed() => WakeReason::Grown,
            };
            match woken {
                WakeReason::Grown => {}
                WakeReason::Quiet => return Some(COMMENT.to_owned()),
                WakeReason::Closed => return None,
            }
        }
    }
}

/// Loads the changes after `seen`; none if the caller is no longer authorized.
fn load_changes(
    connection: &mut Connection,
    caller: &Caller,
    deny_list: &DenyList,
    seen: i64,
) -> Result<Option<Vec<ChangeEvent>>, db::Error> {
    let works = caller.is_still_valid(connection, deny_list)?;
    if works { changes::list_after(connection, seen, BATCH).map(Some) } else { Ok(None) }
}

/// Formats a change as a server-sent event. Its JSON has no line breaks, so that it is one line of data.
fn format_event(change: &ChangeEvent) -> String {
    let data = serde_json::to_string(change).unwrap_or_default();
    format!("id: {}\nevent: {}\ndata: {data}\n\n", change.seq, change.name())
}

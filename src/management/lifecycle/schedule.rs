//! Scheduling the publish and unpublish of a working copy.

use actix_web::HttpResponse;
use serde_json::Value;

use super::paths::SCHEDULE;
use super::schemas::ScheduleInput;
use crate::auth::Editor;
use crate::content::decode::{ObjectDecoder, decode_value};
use crate::content::{Kind, Timestamp, Unpublishing, ViolationCode, Violations};
use crate::http::{EntityPath, EntityPathParams, IfMatch, JsonBody, NoQuery, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{
    OpContext, Reply, WriteContext, WriteOutcome, WriteTarget, read_publish_members, write_and_respond,
};
use crate::management::schemas::IfMatchParam;
use crate::management::working_copy_schemas::AnyWorkingCopy;
use crate::publishing::{self, ScheduleRequest, ScheduledPublish, ScheduledUnpublish};

/// Schedule an entity
///
/// Sets the time to publish, the time to unpublish, or both, and replaces an earlier schedule. Until it is published,
/// the entity cannot be edited, so that exactly the scheduled content is published. If publishing or unpublishing would
/// be refused now, the schedule is refused, unless other schedules remove the cause by then. If the action is refused
/// at its time, the schedule gets a `failure`, and an event reports it. Actions scheduled for the same time run
/// together, in whatever order they were scheduled. An approval of `unpublish` stays valid until then, even if the
/// entity is published in between. Needs the role `editor`.
#[utoipa::path(
    put,
    path = SCHEDULE,
    operation_id = "schedule",
    tag = "manage",
    params(EntityPathParams, IfMatchParam),
    request_body(content = ScheduleInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Scheduled", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn schedule(
    _caller: Editor,
    context: OpContext,
    entity: EntityPath,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    write_and_respond(&context, move |tx| schedule_in_tx(tx, &target, &body.0)).await
}

/// Runs [`schedule`] within a transaction.
fn schedule_in_tx(tx: &mut WriteContext<'_>, target: &WriteTarget, input: &Value) -> Result<WriteOutcome, Problem> {
    let request = decode_request(target.kind, input, Timestamp::now())?;
    let copy = tx.load_active(target)?;
    publishing::schedule(tx.connection, tx.settings, tx.actor, copy, &request).map(WriteOutcome::done).map_err(
        |refusal| {
            let mut problem = Problem::from(refusal);
            for error in &mut problem.errors {
                // The alternative is nested in `unpublish` here.
                if let Some(pointer) = error.pointer.as_mut().filter(|pointer| pointer.starts_with("/alternative")) {
                    pointer.insert_str(0, "/unpublish");
                }
            }
            problem
        },
    )
}

fn decode_request(kind: Kind, input: &Value, now: Timestamp) -> Result<ScheduleRequest, Violations> {
    decode_value(input, |item| {
        let mut fields = item.object()?;
        let publish_at = fields.optional("publishAt", Timestamp::read);
        let unpublish_at = fields.optional("unpublishAt", Timestamp::read);
        let options = read_publish_members(&mut fields);
        let unpublishing = fields.optional("unpublish", |item| Unpublishing::read_item(kind, item));
        check(&mut fields, publish_at, unpublish_at, now);
        fields.finish();
        Some(ScheduleRequest {
            publish: publish_at.map(|at| ScheduledPublish { at, options }),
            unpublish: unpublish_at.map(|at| ScheduledUnpublish { at, unpublishing: unpublishing.unwrap_or_default() }),
        })
    })
}

/// Checks that each member has the time that it requires, and that the times are in order.
fn check(
    fields: &mut ObjectDecoder<'_, '_>,
    publish_at: Option<Timestamp>,
    unpublish_at: Option<Timestamp>,
    now: Timestamp,
) {
    let about = [("publishAt", &["includeReferences", "changeNote", "major"][..]), ("unpublishAt", &["unpublish"][..])];
    for (time, members) in about {
        for member in members {
            if fields.has(member) && !fields.has(time) {
                fields.reject::<()>(member, ViolationCode::Mismatch, format!("\"{member}\" requires \"{time}\"."));
            }
        }
    }
    if !fields.has("publishAt") && !fields.has("unpublishAt") {
        let detail = "\"publishAt\" or \"unpublishAt\" is required, or both; to cancel the schedule, DELETE it.";
        fields.reject::<()>("publishAt", ViolationCode::Required, detail);
    }
    for (name, at) in [("publishAt", publish_at), ("unpublishAt", unpublish_at)] {
        if at.is_some_and(|at| at <= now) {
            fields.reject::<()>(name, ViolationCode::OutOfRange, format!("Must be in the future; it is {now} now."));
        }
    }
    if publish_at.zip(unpublish_at).is_some_and(|(from, until)| until <= from) {
        fields.reject::<()>("unpublishAt", ViolationCode::OutOfRange, "Must be later than \"publishAt\".");
    }
}

/// Runs [`schedule`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    to_reply(schedule_in_tx(tx, &call.target, &call.body))
}

//! Setting a time to publish a working copy, or to take it back.

use actix_web::HttpResponse;
use serde_json::Value;

use super::paths::SCHEDULE;
use super::schemas::ScheduleInput;
use crate::auth::Editor;
use crate::content::decode::{ObjectDecoder, decode_value};
use crate::content::{Kind, Timestamp, Unpublishing, ViolationCode, Violations};
use crate::http::{ChangeErrors, EntityPath, EntityPathParams, IfMatch, JsonBody, NoQuery, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{
    OpContext, Reply, WriteContext, WriteOutcome, WriteTarget, read_publish_members, write_and_respond,
};
use crate::management::schemas::{AnyWorkingCopy, IfMatchParam};
use crate::publishing::{self, ScheduleRequest, ScheduledPublish, ScheduledUnpublish};

/// Schedule a thing
///
/// Sets when it is published, when it is taken back, or both, in the place of what was scheduled for it before. Until it
/// is published it cannot be edited, so that what goes out is what was decided on. What would be refused if it was
/// published or taken back now is refused here, unless other schedules change that by then; what is refused when its time
/// comes is kept with the schedule as its `failure`, and is an event. What is scheduled for one moment happens together,
/// whichever was scheduled first. An approval of `unpublish` holds until then, whatever is published before. Needs the
/// role `editor`.
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
        ChangeErrors,
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

/// As [`schedule`], within a transaction.
fn schedule_in_tx(tx: &mut WriteContext<'_>, target: &WriteTarget, input: &Value) -> Result<WriteOutcome, Problem> {
    let request = decode_request(target.kind, input, Timestamp::now())?;
    let copy = tx.load_active(target)?;
    publishing::schedule(tx.connection, tx.settings, tx.actor, copy, &request).map(WriteOutcome::done).map_err(
        |refusal| {
            let mut problem = Problem::from(refusal);
            for error in &mut problem.errors {
                // What is wrong with how it is taken back stands a level deeper here.
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

/// Each member needs the time it is about, and the times must come in their order.
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
                fields.reject::<()>(member, ViolationCode::Mismatch, format!("\"{member}\" goes with \"{time}\"."));
            }
        }
    }
    if !fields.has("publishAt") && !fields.has("unpublishAt") {
        let detail = "\"publishAt\" or \"unpublishAt\" is required, or both; to give up what is scheduled, DELETE it.";
        fields.reject::<()>("publishAt", ViolationCode::Required, detail);
    }
    for (name, at) in [("publishAt", publish_at), ("unpublishAt", unpublish_at)] {
        if at.is_some_and(|at| at <= now) {
            fields.reject::<()>(name, ViolationCode::OutOfRange, format!("Must be in the future; it is {now} now."));
        }
    }
    if publish_at.zip(unpublish_at).is_some_and(|(from, until)| until <= from) {
        fields.reject::<()>("unpublishAt", ViolationCode::OutOfRange, "Must come after \"publishAt\".");
    }
}

/// As [`schedule`], in a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    to_reply(schedule_in_tx(tx, &call.target, &call.body))
}

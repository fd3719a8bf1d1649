//! Rows of events and of their deliveries.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde_json::json;

use super::{Event, Message, TEST_TOPIC};
use crate::content::{Id, Timestamp};
use crate::db::schema::{webhook_deliveries, webhook_events, webhooks};
use crate::db::{Connection, Error};

/// Writes an event and one delivery for each webhook that wants it; nothing if none does.
pub fn emit(connection: &mut Connection, event: &Event) -> Result<(), Error> {
    let topic = event.topic().to_string();
    let subscribers = subscribers(connection)?;
    let wanting = subscribers.into_iter().filter(|(_, topics)| topics.is_empty() || topics.contains(&topic));
    let wanted_by: Vec<Id> = wanting.map(|(webhook, _)| webhook).collect();
    if wanted_by.is_empty() {
        return Ok(());
    }
    write(connection, &Message { topic: &topic, at: event.at, data: &event.data, wanted_by: &wanted_by })?;
    Ok(())
}

/// The active webhooks that name this topic among theirs.
pub(super) fn subscribed_to(connection: &mut Connection, topic: &str) -> Result<Vec<Id>, Error> {
    let naming = subscribers(connection)?.into_iter().filter(|(_, topics)| topics.iter().any(|named| named == topic));
    Ok(naming.map(|(webhook, _)| webhook).collect())
}

/// The active webhooks with their topics.
fn subscribers(connection: &mut Connection) -> Result<Vec<(Id, Vec<String>)>, Error> {
    let active: Vec<(Id, String)> = webhooks::table
        .filter(webhooks::state.eq("active"))
        .order(webhooks::id)
        .select((webhooks::id, webhooks::topics))
        .load(connection)?;
    active.into_iter().map(|(webhook, topics)| Ok((webhook, serde_json::from_str(&topics)?))).collect()
}

/// Writes an event that only tries a webhook out; answers with its delivery.
pub fn emit_test(connection: &mut Connection, webhook: Id, at: Timestamp) -> Result<Id, Error> {
    let data = json!({"webhookId": webhook});
    let event = write(connection, &Message { topic: TEST_TOPIC, at, data: &data, wanted_by: &[] })?;
    deliver_again(connection, event, webhook, at)
}

/// Writes a new delivery of an event that is there; answers with the delivery.
pub fn deliver_again(connection: &mut Connection, event: Id, webhook: Id, at: Timestamp) -> Result<Id, Error> {
    let id = Id::new();
    diesel::insert_into(webhook_deliveries::table)
        .values((
            webhook_deliveries::id.eq(id),
            webhook_deliveries::webhook_id.eq(webhook),
            webhook_deliveries::event_id.eq(event),
            webhook_deliveries::state.eq("pending"),
            webhook_deliveries::attempts.eq(0_i64),
            webhook_deliveries::next_attempt_at.eq(at),
            webhook_deliveries::created_at.eq(at),
        ))
        .execute(connection)?;
    Ok(id)
}

/// Writes an event and one delivery for each that wants it; answers with the event.
pub(super) fn write(connection: &mut Connection, message: &Message<'_>) -> Result<Id, Error> {
    let id = Id::new();
    let payload = json!({"type": message.topic, "timestamp": message.at, "data": message.data});
    diesel::insert_into(webhook_events::table)
        .values((
            webhook_events::id.eq(id),
            webhook_events::topic.eq(message.topic),
            webhook_events::at.eq(message.at),
            webhook_events::payload.eq(payload.to_string()),
        ))
        .execute(connection)?;
    for webhook in message.wanted_by {
        deliver_again(connection, id, *webhook, message.at)?;
    }
    Ok(id)
}

/// Events of before a time that have no deliveries, at most `limit`.
pub fn undelivered_before(connection: &mut Connection, before: Timestamp, limit: i64) -> Result<Vec<Id>, Error> {
    let deliveries = webhook_deliveries::table.filter(webhook_deliveries::event_id.eq(webhook_events::id));
    Ok(webhook_events::table
        .filter(webhook_events::at.lt(before))
        .filter(not(exists(deliveries)))
        .limit(limit)
        .select(webhook_events::id)
        .load(connection)?)
}

/// Removes those events that have no deliveries.
pub fn remove_undelivered(connection: &mut Connection, ids: &[Id]) -> Result<usize, Error> {
    let deliveries = webhook_deliveries::table.filter(webhook_deliveries::event_id.eq(webhook_events::id));
    let events = webhook_events::table.filter(webhook_events::id.eq_any(ids)).filter(not(exists(deliveries)));
    Ok(diesel::delete(events).execute(connection)?)
}

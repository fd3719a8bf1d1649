//! Rows of events and of their deliveries.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde_json::json;

use super::{Event, NewEvent, TEST_EVENT};
use crate::content::{Id, Timestamp};
use crate::db::schema::{webhook_deliveries, webhook_events, webhooks};
use crate::db::{Connection, Error};

/// Writes an event and one delivery for each subscribed webhook. Writes nothing without subscribers.
pub fn emit(connection: &mut Connection, event: &Event) -> Result<(), Error> {
    let name = event.name().to_string();
    let wanting =
        subscriptions(connection)?.into_iter().filter(|(_, events)| events.is_empty() || events.contains(&name));
    let subscribers: Vec<Id> = wanting.map(|(webhook, _)| webhook).collect();
    if subscribers.is_empty() {
        return Ok(());
    }
    write(connection, &NewEvent { name: &name, at: event.at, data: &event.data, subscribers: &subscribers })?;
    Ok(())
}

/// Returns the active webhooks that subscribe to this event by name.
pub(super) fn named_subscribers(connection: &mut Connection, name: &str) -> Result<Vec<Id>, Error> {
    let naming = subscriptions(connection)?.into_iter().filter(|(_, events)| events.iter().any(|event| event == name));
    Ok(naming.map(|(webhook, _)| webhook).collect())
}

/// Returns the active webhooks, each with the names of the events it subscribes to.
fn subscriptions(connection: &mut Connection) -> Result<Vec<(Id, Vec<String>)>, Error> {
    let active: Vec<(Id, String)> = webhooks::table
        .filter(webhooks::state.eq("active"))
        .order(webhooks::id)
        .select((webhooks::id, webhooks::topics))
        .load(connection)?;
    active.into_iter().map(|(webhook, events)| Ok((webhook, serde_json::from_str(&events)?))).collect()
}

/// Writes a test event for a webhook. Returns the id of its delivery.
pub fn emit_test(connection: &mut Connection, webhook: Id, at: Timestamp) -> Result<Id, Error> {
    let data = json!({"webhookId": webhook});
    let event = write(connection, &NewEvent { name: TEST_EVENT, at, data: &data, subscribers: &[] })?;
    add_delivery(connection, event, webhook, at)
}

/// Writes a new delivery of an existing event. Returns the id of the delivery.
pub fn add_delivery(connection: &mut Connection, event: Id, webhook: Id, at: Timestamp) -> Result<Id, Error> {
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

/// Writes an event and one delivery for each subscriber. Returns the id of the event.
pub(super) fn write(connection: &mut Connection, event: &NewEvent<'_>) -> Result<Id, Error> {
    let id = Id::new();
    let payload = json!({"type": event.name, "timestamp": event.at, "data": event.data});
    diesel::insert_into(webhook_events::table)
        .values((
            webhook_events::id.eq(id),
            webhook_events::topic.eq(event.name),
            webhook_events::at.eq(event.at),
            webhook_events::payload.eq(payload.to_string()),
        ))
        .execute(connection)?;
    for webhook in event.subscribers {
        add_delivery(connection, id, *webhook, event.at)?;
    }
    Ok(id)
}

/// Returns at most `limit` events from before a time that have no deliveries.
pub fn events_without_delivery_before(
    connection: &mut Connection,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Id>, Error> {
    let deliveries = webhook_deliveries::table.filter(webhook_deliveries::event_id.eq(webhook_events::id));
    Ok(webhook_events::table
        .filter(webhook_events::at.lt(before))
        .filter(not(exists(deliveries)))
        .limit(limit)
        .select(webhook_events::id)
        .load(connection)?)
}

/// Deletes those of these events that have no deliveries.
pub fn remove_without_delivery(connection: &mut Connection, ids: &[Id]) -> Result<usize, Error> {
    let deliveries = webhook_deliveries::table.filter(webhook_deliveries::event_id.eq(webhook_events::id));
    let events = webhook_events::table.filter(webhook_events::id.eq_any(ids)).filter(not(exists(deliveries)));
    Ok(diesel::delete(events).execute(connection)?)
}

//! Rows of events and of their deliveries.

use diesel::prelude::*;
use serde_json::json;

use super::Event;
use crate::content::Id;
use crate::db::schema::{webhook_deliveries, webhook_events, webhooks};
use crate::db::{Connection, Error};

/// Writes an event and one delivery for each webhook that wants it; nothing if none does.
pub fn emit(connection: &mut Connection, event: &Event) -> Result<(), Error> {
    let active: Vec<(Id, String)> = webhooks::table
        .filter(webhooks::state.eq("active"))
        .order(webhooks::id)
        .select((webhooks::id, webhooks::topics))
        .load(connection)?;
    let topic = event.topic();
    let mut wanted_by = Vec::new();
    for (webhook, topics) in active {
        let topics: Vec<String> = serde_json::from_str(&topics)?;
        if topics.is_empty() || topics.contains(&topic) {
            wanted_by.push(webhook);
        }
    }
    if wanted_by.is_empty() {
        return Ok(());
    }
    let id = Id::new();
    let payload = json!({"type": topic, "timestamp": event.at, "data": event.data});
    diesel::insert_into(webhook_events::table)
        .values((
            webhook_events::id.eq(id),
            webhook_events::topic.eq(&topic),
            webhook_events::at.eq(event.at),
            webhook_events::payload.eq(payload.to_string()),
        ))
        .execute(connection)?;
    for webhook in wanted_by {
        diesel::insert_into(webhook_deliveries::table)
            .values((
                webhook_deliveries::id.eq(Id::new()),
                webhook_deliveries::webhook_id.eq(webhook),
                webhook_deliveries::event_id.eq(id),
                webhook_deliveries::state.eq("pending"),
                webhook_deliveries::attempts.eq(0_i64),
                webhook_deliveries::next_attempt_at.eq(event.at),
                webhook_deliveries::created_at.eq(event.at),
            ))
            .execute(connection)?;
    }
    Ok(())
}

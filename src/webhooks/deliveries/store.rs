//! Rows of deliveries and of their attempts.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Attempt, AttemptOutcome, Claim, Delivery, DeliveryQueue, DeliveryState, DueDelivery};
use crate::content::string_enum::StringEnum;
use crate::content::{Action, Actor, Id, Timestamp};
use crate::db::schema::{webhook_attempts, webhook_deliveries, webhook_events, webhooks};
use crate::db::{Connection, Error, KeysetPage};
use crate::events;
use crate::webhooks::store::{self, audit};

#[derive(Queryable, Selectable)]
#[diesel(table_name = webhook_attempts)]
struct AttemptRow {
    delivery_id: Id,
    at: Timestamp,
    duration_ms: i64,
    status: Option<i64>,
    error: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = webhook_deliveries)]
struct DeliveryRow {
    id: Id,
    event_id: Id,
    #[diesel(select_expression = webhook_events::topic)]
    topic: String,
    state: String,
    created_at: Timestamp,
    next_attempt_at: Timestamp,
    finished_at: Option<Timestamp>,
}

impl From<AttemptRow> for Attempt {
    fn from(row: AttemptRow) -> Self {
        let status = row.status.and_then(|status| u16::try_from(status).ok());
        Self { at: row.at, duration_ms: row.duration_ms, status, error: row.error }
    }
}

impl DeliveryRow {
    fn into_delivery(self, attempts: Vec<Attempt>) -> Result<Delivery, Error> {
        let state = DeliveryState::parse_name(&self.state)
            .ok_or_else(|| Error::Corrupt(format!("the delivery {} has no state", self.id)))?;
        Ok(Delivery {
            id: self.id,
            event_id: self.event_id,
            event: self.topic,
            state,
            created_at: self.created_at,
            next_attempt_at: (state == DeliveryState::Pending).then_some(self.next_attempt_at),
            finished_at: self.finished_at,
            attempts,
        })
    }
}

/// Loads the delivery with this id to this webhook.
pub fn find(connection: &mut Connection, webhook: Id, id: Id) -> Result<Option<Delivery>, Error> {
    let row: Option<DeliveryRow> = webhook_deliveries::table
        .inner_join(webhook_events::table)
        .filter(webhook_deliveries::id.eq(id))
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .select(DeliveryRow::as_select())
        .first(connection)
        .optional()?;
    Ok(with_attempts(connection, row.into_iter().collect())?.pop())
}

/// Loads a page of the deliveries to a webhook, newest first.
pub fn list(
    connection: &mut Connection,
    webhook: Id,
    state: Option<DeliveryState>,
    page: KeysetPage<Id>,
) -> Result<Vec<Delivery>, Error> {
    let mut query = webhook_deliveries::table
        .inner_join(webhook_events::table)
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .select(DeliveryRow::as_select())
        .limit(page.rows)
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(webhook_deliveries::state.eq(state.as_str()));
    }
    query = match (page.from, page.backwards) {
        (Some(id), true) => query.filter(webhook_deliveries::id.gt(id)),
        (Some(id), false) => query.filter(webhook_deliveries::id.lt(id)),
        (None, _) => query,
    };
    // Ids of version 7 sort by time.
    query = if page.backwards {
        query.order(webhook_deliveries::id.asc())
    } else {
        query.order(webhook_deliveries::id.desc())
    };
    let rows: Vec<DeliveryRow> = query.load(connection)?;
    with_attempts(connection, rows)
}

/// Returns the number of deliveries to a webhook.
pub fn count(connection: &mut Connection, webhook: Id, state: Option<DeliveryState>) -> Result<i64, Error> {
    let mut query = webhook_deliveries::table.filter(webhook_deliveries::webhook_id.eq(webhook)).into_boxed();
    if let Some(state) = state {
        query = query.filter(webhook_deliveries::state.eq(state.as_str()));
    }
    Ok(query.count().get_result(connection)?)
}

fn with_attempts(connection: &mut Connection, rows: Vec<DeliveryRow>) -> Result<Vec<Delivery>, Error> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let found: Vec<AttemptRow> = webhook_attempts::table
        .filter(webhook_attempts::delivery_id.eq_any(&ids))
        .order(webhook_attempts::id)
        .select(AttemptRow::as_select())
        .load(connection)?;
    let mut attempts: HashMap<Id, Vec<Attempt>> = HashMap::new();
    for row in found {
        attempts.entry(row.delivery_id).or_default().push(row.into());
    }
    rows.into_iter()
        .map(|row| {
            let attempts = attempts.remove(&row.id).unwrap_or_default();
            row.into_delivery(attempts)
        })
        .collect()
}

/// Returns due and unclaimed deliveries, the longest due first; none to the webhooks in `busy`.
pub fn due(connection: &mut Connection, now: Timestamp, busy: &[Id], limit: i64) -> Result<Vec<DueDelivery>, Error> {
    let unclaimed = webhook_deliveries::claimed_until.is_null().or(webhook_deliveries::claimed_until.le(now));
    let rows: Vec<(Id, Id)> = webhook_deliveries::table
        .inner_join(webhooks::table)
        .filter(webhook_deliveries::state.eq("pending"))
        .filter(webhook_deliveries::next_attempt_at.le(now))
        .filter(unclaimed)
        .filter(webhooks::state.eq("active"))
        .filter(webhook_deliveries::webhook_id.ne_all(busy))
        .order((webhook_deliveries::next_attempt_at, webhook_deliveries::id))
        .limit(limit)
        .select((webhook_deliveries::id, webhook_deliveries::webhook_id))
        .load(connection)?;
    Ok(rows.into_iter().map(|(delivery, webhook)| DueDelivery { delivery, webhook }).collect())
}

/// Counts the pending deliveries to active webhooks.
pub fn queue(connection: &mut Connection, now: Timestamp) -> Result<DeliveryQueue, Error> {
    let pending = webhook_deliveries::table
        .inner_join(webhooks::table)
        .filter(webhook_deliveries::state.eq("pending"))
        .filter(webhooks::state.eq("active"));
    let due = pending.filter(webhook_deliveries::next_attempt_at.le(now));
    Ok(DeliveryQueue { pending: pending.count().get_result(connection)?, due: due.count().get_result(connection)? })
}

/// Claims a delivery until a time, if it is still due and unclaimed.
pub fn claim(connection: &mut Connection, id: Id, now: Timestamp, until: Timestamp) -> Result<Option<Claim>, Error> {
    let unclaimed = webhook_deliveries::claimed_until.is_null().or(webhook_deliveries::claimed_until.le(now));
    let claimed = diesel::update(webhook_deliveries::table.find(id))
        .filter(webhook_deliveries::state.eq("pending"))
        .filter(webhook_deliveries::next_attempt_at.le(now))
        .filter(unclaimed)
        .set(webhook_deliveries::claimed_until.eq(until))
        .execute(connection)?;
    if claimed == 0 {
        return Ok(None);
    }
    let (webhook, event, attempts, payload): (Id, Id, i64, String) = webhook_deliveries::table
        .inner_join(webhook_events::table)
        .filter(webhook_deliveries::id.eq(id))
        .select((
            webhook_deliveries::webhook_id,
            webhook_deliveries::event_id,
            webhook_deliveries::attempts,
            webhook_events::payload,
        ))
        .first(connection)?;
    let found = store::find(connection, webhook)?;
    Ok(found.map(|found| Claim {
        delivery: id,
        webhook,
        event,
        url: found.url,
        secrets: found.secrets,
        payload,
        attempts,
        until,
    }))
}

/// Records an attempt and its outcome. If the delivery was claimed again or has failed meanwhile, only a success
/// changes it. Does nothing if it was deleted.
pub fn record(
    connection: &mut Connection,
    claim: &Claim,
    attempt: &Attempt,
    verdict: AttemptOutcome,
    now: Timestamp,
) -> Result<(), Error> {
    let delivery = webhook_deliveries::table.find(claim.delivery);
    let counted = diesel::update(delivery)
        .set(webhook_deliveries::attempts.eq(webhook_deliveries::attempts + 1))
        .execute(connection)?;
    if counted == 0 {
        return Ok(());
    }
    diesel::insert_into(webhook_attempts::table)
        .values((
            webhook_attempts::id.eq(Id::new()),
            webhook_attempts::delivery_id.eq(claim.delivery),
            webhook_attempts::at.eq(attempt.at),
            webhook_attempts::duration_ms.eq(attempt.duration_ms),
            webhook_attempts::status.eq(attempt.status.map(i64::from)),
            webhook_attempts::error.eq(&attempt.error),
        ))
        .execute(connection)?;
    let unclaimed = webhook_deliveries::claimed_until.eq(None::<Timestamp>);
    let finished =
        |state: &'static str| (webhook_deliveries::state.eq(state), webhook_deliveries::finished_at.eq(now), unclaimed);
    let ours = delivery
        .filter(webhook_deliveries::state.eq("pending"))
        .filter(webhook_deliveries::claimed_until.eq(claim.until));
    match verdict {
        AttemptOutcome::Delivered => diesel::update(delivery).set(finished("delivered")).execute(connection)?,
        AttemptOutcome::RetryAt(at) => {
            diesel::update(ours).set((webhook_deliveries::next_attempt_at.eq(at), unclaimed)).execute(connection)?
        }
        AttemptOutcome::GaveUp => diesel::update(ours).set(finished("failed")).execute(connection)?,
    };
    Ok(())
}

/// Marks all pending deliveries to a webhook as failed.
pub fn fail_pending(connection: &mut Connection, webhook: Id, now: Timestamp) -> Result<usize, Error> {
    let pending = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(webhook))
        .filter(webhook_deliveries::state.eq("pending"));
    Ok(diesel::update(pending)
        .set((webhook_deliveries::state.eq("failed"), webhook_deliveries::finished_at.eq(now)))
        .execute(connection)?)
}

/// Sends an event to a webhook again, as a new delivery.
pub fn replay(connection: &mut Connection, actor: &Actor, webhook: Id, event: Id) -> Result<Option<Delivery>, Error> {
    let id = events::add_delivery(connection, event, webhook, Timestamp::now())?;
    audit(connection, actor, Action::Replay, webhook, None, None, Some(&format!("The event {event}.")))?;
    find(connection, webhook, id)
}

/// Sends a test event to a webhook.
pub fn test(connection: &mut Connection, actor: &Actor, webhook: Id) -> Result<Option<Delivery>, Error> {
    let id = events::emit_test(connection, webhook, Timestamp::now())?;
    audit(connection, actor, Action::Replay, webhook, None, None, Some("A test."))?;
    find(connection, webhook, id)
}

/// Returns at most `limit` deliveries that finished before a time.
pub fn finished_before(connection: &mut Connection, before: Timestamp, limit: i64) -> Result<Vec<Id>, Error> {
    Ok(webhook_deliveries::table
        .filter(webhook_deliveries::finished_at.lt(before))
        .limit(limit)
        .select(webhook_deliveries::id)
        .load(connection)?)
}

/// Deletes deliveries with their attempts.
pub fn remove(connection: &mut Connection, ids: &[Id]) -> Result<usize, Error> {
    Ok(diesel::delete(webhook_deliveries::table.filter(webhook_deliveries::id.eq_any(ids))).execute(connection)?)
}

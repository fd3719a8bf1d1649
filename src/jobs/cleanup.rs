//! The job that removes deliveries that ended long ago, events without deliveries, and expired secrets.

use std::time::Duration;

use super::settings::{JobSettings, StopSignal};
use crate::content::{Id, Timestamp};
use crate::db::{self, Database};
use crate::events;
use crate::webhooks::{self, deliveries};

const POLL_INTERVAL: Duration = Duration::from_hours(24);
/// The age up to which deliveries are kept, in days.
const RETENTION_DAYS: u16 = 30;

/// The number of rows that one transaction removes, so that editors do not wait for it.
const BATCH: usize = 500;

/// Runs the job: once at the start, then every day.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    loop {
        if let Err(error) = clean_up(&settings.database).await {
            log::error!("expired data could not be removed: {error}");
        }
        if !stop.sleep(POLL_INTERVAL).await {
            break;
        }
    }
}

async fn clean_up(database: &Database) -> Result<(), db::Error> {
    let now = Timestamp::now();
    let before = now.days_before(RETENTION_DAYS);
    database.write(move |connection| webhooks::remove_expired_secrets(connection, now)).await?;
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    loop {
        let old = database.read(move |connection| deliveries::finished_before(connection, before, limit)).await?;
        if old.is_empty() {
            break;
        }
        database.write(move |connection| deliveries::remove(connection, &old)).await?;
    }
    loop {
        let old: Vec<Id> =
            database.read(move |connection| events::events_without_delivery_before(connection, before, limit)).await?;
        if old.is_empty() {
            break;
        }
        database.write(move |connection| events::remove_without_delivery(connection, &old)).await?;
    }
    Ok(())
}

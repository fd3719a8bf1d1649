//! Removing what nobody will ask for any more: messages that came to their end long ago, and secrets whose time is
//! over.

use std::time::Duration;

use super::{JobSettings, StopSignal};
use crate::content::{Id, Timestamp};
use crate::db::{self, Database};
use crate::events;
use crate::webhooks::{self, deliveries};

const PAUSE: Duration = Duration::from_hours(24);
const KEPT_DAYS: u16 = 30;

/// How much is removed in one transaction, so that editors do not wait for it.
const BATCH: usize = 500;

/// The job: once at the start, then every day.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    loop {
        if let Err(error) = clean_up(&settings.database).await {
            log::error!("what is of no use any more could not be removed: {error}");
        }
        if !stop.sleep(PAUSE).await {
            break;
        }
    }
}

async fn clean_up(database: &Database) -> Result<(), db::Error> {
    let now = Timestamp::now();
    let before = now.days_before(KEPT_DAYS);
    database.write(move |connection| webhooks::forget_expired_secrets(connection, now)).await?;
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
            database.read(move |connection| events::undelivered_before(connection, before, limit)).await?;
        if old.is_empty() {
            break;
        }
        database.write(move |connection| events::remove_undelivered(connection, &old)).await?;
    }
    Ok(())
}

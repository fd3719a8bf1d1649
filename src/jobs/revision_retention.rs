//! The job that removes old revisions, if a setting limits their number.

use std::num::NonZeroU32;
use std::time::Duration;

use super::settings::{JobSettings, StopSignal};
use crate::db::{self, Database};
use crate::working_copies::revisions;

const POLL_INTERVAL: Duration = Duration::from_hours(1);

/// The number of entities that one transaction prunes, so that editors do not wait for it.
const BATCH: i64 = 50;

/// Runs the job: once at the start, then every hour.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let Some(kept) = settings.revisions_kept else { return };
    let mut pause = Duration::ZERO;
    while stop.sleep(pause).await {
        match prune(&settings.database, kept).await {
            Ok(0) => {}
            Ok(count) => log::info!("{count} revisions older than the newest {kept} of each entity were removed"),
            Err(error) => log::error!("old revisions could not be removed; retrying: {error}"),
        }
        pause = POLL_INTERVAL;
    }
}

async fn prune(database: &Database, kept: NonZeroU32) -> Result<usize, db::Error> {
    let kept = i64::from(kept.get());
    let mut removed = 0;
    loop {
        let full = database.read(move |connection| revisions::find_prunable(connection, kept, BATCH)).await?;
        if full.is_empty() {
            return Ok(removed);
        }
        removed += database
            .write(move |connection| {
                full.iter().try_fold(0, |sum, id| Ok::<_, db::Error>(sum + revisions::prune(connection, *id, kept)?))
            })
            .await?;
    }
}

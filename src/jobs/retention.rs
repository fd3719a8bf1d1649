//! Removing old revisions, if a setting says how many are kept.

use std::num::NonZeroU32;
use std::time::Duration;

use super::{JobSettings, StopSignal};
use crate::db::{self, Database};
use crate::working_copies::revisions;

const PAUSE: Duration = Duration::from_hours(1);

/// How many things are gone through in one transaction, so that editors do not wait for it.
const BATCH: i64 = 50;

/// The job: once at the start, then every hour.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let Some(kept) = settings.revisions_kept else { return };
    let mut pause = Duration::ZERO;
    while stop.sleep(pause).await {
        match prune(&settings.database, kept).await {
            Ok(0) => {}
            Ok(count) => log::info!("{count} revisions older than the {kept} kept of each thing were removed"),
            Err(error) => log::error!("old revisions could not be removed; it will be tried again: {error}"),
        }
        pause = PAUSE;
    }
}

async fn prune(database: &Database, kept: NonZeroU32) -> Result<usize, db::Error> {
    let kept = i64::from(kept.get());
    let mut removed = 0;
    loop {
        let full = database.read(move |connection| revisions::store::with_more_than(connection, kept, BATCH)).await?;
        if full.is_empty() {
            return Ok(removed);
        }
        removed += database
            .write(move |connection| {
                full.iter()
                    .try_fold(0, |sum, id| Ok::<_, db::Error>(sum + revisions::store::prune(connection, *id, kept)?))
            })
            .await?;
    }
}

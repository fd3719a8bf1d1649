//! The job that appends a change to the log when the review of a published article becomes due or overdue.
//!
//! Any number of servers may run it on one database: the transaction that records changes looks them up again.

use std::time::{Duration, Instant};

use super::settings::{JobSettings, StopSignal};
use crate::content::Timestamp;
use crate::db;
use crate::publishing;

/// The maximum interval of polls: the longest delay until the job sees an article that another process publishes.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// The interval of full scans, which are not limited to the time since the last poll.
const FULL_SCAN_INTERVAL: Duration = Duration::from_mins(10);
/// The minimum interval of polls, shortly before a review becomes due.
const MIN_POLL_INTERVAL: Duration = Duration::from_millis(1);
/// The number of changes written in one transaction. Writers of this server and of others wait as long as that takes.
const BATCH: i64 = 25;

/// Runs the job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut job = ReviewStateJob { settings, noted_until: None, last_full_scan: Instant::now() };
    let mut pause = Duration::ZERO;
    while stop.sleep(pause).await {
        pause = match job.poll().await {
            Ok(pause) => pause,
            Err(error) => {
                log::error!("due reviews could not be recorded; retrying: {error}");
                POLL_INTERVAL
            }
        };
    }
}

struct ReviewStateJob {
    settings: JobSettings,
    /// The time up to which all changes are recorded; unknown at first.
    noted_until: Option<Timestamp>,
    last_full_scan: Instant,
}

impl ReviewStateJob {
    /// Records changed review states, if there are any. Returns the interval until the next poll.
    async fn poll(&mut self) -> Result<Duration, db::Error> {
        if self.last_full_scan.elapsed() >= FULL_SCAN_INTERVAL {
            self.noted_until = None;
        }
        let is_full_scan = self.noted_until.is_none();
        let now = Timestamp::now();
        // A clock that was set back reaches the same times again.
        let after = self.noted_until.map(|until| until.min(now));
        let read = self.settings.database.read(move |connection| {
            let turned = publishing::find_review_changes(connection, after, now, None, BATCH)?;
            Ok::<_, db::Error>((turned, publishing::next_review_change(connection, now)?))
        });
        let (turned, next) = read.await?;
        if !turned.is_empty() {
            let note = move |connection: &mut db::Connection| {
                publishing::log_review_changes(connection, &turned, Timestamp::now())
            };
            self.settings.database.write(note).await?;
            return Ok(Duration::ZERO);
        }
        self.noted_until = Some(now);
        if is_full_scan {
            self.last_full_scan = Instant::now();
        }
        let wait_ms = next.map(|next| u64::try_from(next.unix_ms() - Timestamp::now().unix_ms()).unwrap_or(0));
        Ok(wait_ms.map_or(POLL_INTERVAL, |ms| Duration::from_millis(ms).clamp(MIN_POLL_INTERVAL, POLL_INTERVAL)))
    }
}

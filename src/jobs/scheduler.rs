//! The job that publishes and unpublishes at scheduled times.
//!
//! Any number of servers may run it on one database: the transaction that carries out due schedules looks them up
//! again, and afterwards they are no longer due.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::settings::{JobSettings, StopSignal};
use crate::content::{Id, Timestamp};
use crate::db;
use crate::publishing::{self, DeferredSchedule, RunSummary};
use crate::working_copies::schedules;

/// The maximum interval of polls: the longest delay until the job sees a schedule of another process.
const POLL_INTERVAL: Duration = Duration::from_millis(250);
/// The minimum interval of polls, shortly before a schedule is due.
const MIN_POLL_INTERVAL: Duration = Duration::from_millis(1);
/// The number of schedules that one transaction carries out. Other writes wait that long.
const BATCH: i64 = 25;
/// The delay before a schedule is retried after a database error.
const RETRY_DELAY: Duration = Duration::from_secs(5);

/// Runs the job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut scheduler = Scheduler { settings, deferred: HashMap::new() };
    let mut pause = Duration::ZERO;
    while stop.sleep(pause).await {
        pause = match scheduler.poll().await {
            Ok(pause) => pause,
            Err(error) => {
                log::error!("due schedules could not be carried out; retrying: {error}");
                POLL_INTERVAL
            }
        };
    }
}

struct Scheduler {
    settings: JobSettings,
    /// The schedules that are deferred after a database error, each with the time of its retry.
    deferred: HashMap<Id, Instant>,
}

impl Scheduler {
    /// Carries out due schedules. Returns the interval until the next poll.
    async fn poll(&mut self) -> Result<Duration, db::Error> {
        let now = Instant::now();
        self.deferred.retain(|_, until| *until > now);
        let except: Vec<Id> = self.deferred.keys().copied().collect();
        let next = {
            let except = except.clone();
            self.settings.database.read(move |connection| schedules::next_due(connection, &except)).await?
        };
        let Some(next) = next else { return Ok(POLL_INTERVAL) };
        let wait_ms = u64::try_from(next.unix_ms() - Timestamp::now().unix_ms()).unwrap_or(0);
        if wait_ms > 0 {
            return Ok(Duration::from_millis(wait_ms).clamp(MIN_POLL_INTERVAL, POLL_INTERVAL));
        }
        let publishing = self.settings.publishing.clone();
        let ran: RunSummary = self
            .settings
            .database
            .write(move |connection| publishing::run_due(connection, &publishing, Timestamp::now(), &except, BATCH))
            .await?;
        for DeferredSchedule { id, error } in ran.deferred {
            log::error!("the schedule {id} could not be carried out; retrying: {error}");
            self.deferred.insert(id, Instant::now() + RETRY_DELAY);
        }
        if ran.finished > 0 {
            log::info!("{} schedule(s) done", ran.finished);
        }
        Ok(Duration::ZERO)
    }
}

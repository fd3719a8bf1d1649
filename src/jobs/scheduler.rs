//! The job that publishes and takes back at set times.
//!
//! Any number of servers may run it on one database: what is due is looked up again in the transaction that does it,
//! and is no longer due when the next one looks.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::{JobSettings, StopSignal};
use crate::content::{Id, Timestamp};
use crate::db;
use crate::publishing::{self, Ran};
use crate::working_copies::schedules;

/// The longest time between two looks: what another process schedules is seen by then.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// What may stand between two looks at something that is nearly due.
const LOOK_AT_LEAST: Duration = Duration::from_millis(1);
/// How much is done in one transaction. Writers of this server and of others wait as long as that takes.
const BATCH: i64 = 25;
/// How long what met a failure of the database is left alone.
const PUT_OFF: Duration = Duration::from_secs(5);

/// Runs until it is told to stop.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut scheduler = Scheduler { settings, put_off: HashMap::new() };
    let mut pause = Duration::ZERO;
    while stop.sleep(pause).await {
        pause = match scheduler.look().await {
            Ok(pause) => pause,
            Err(error) => {
                log::error!("what is due could not be done; it will be tried again: {error}");
                LOOK_EVERY
            }
        };
    }
}

struct Scheduler {
    settings: JobSettings,
    /// What met a failure of the database, and until when it is left alone so that the rest goes on.
    put_off: HashMap<Id, Instant>,
}

impl Scheduler {
    /// Does what is due, if anything is; answers with how long to wait before looking again.
    async fn look(&mut self) -> Result<Duration, db::Error> {
        let now = Instant::now();
        self.put_off.retain(|_, until| *until > now);
        let except: Vec<Id> = self.put_off.keys().copied().collect();
        let next = {
            let except = except.clone();
            self.settings.database.read(move |connection| schedules::store::next_due(connection, &except)).await?
        };
        let Some(next) = next else { return Ok(LOOK_EVERY) };
        let wait_ms = u64::try_from(next.unix_ms() - Timestamp::now().unix_ms()).unwrap_or(0);
        if wait_ms > 0 {
            return Ok(Duration::from_millis(wait_ms).clamp(LOOK_AT_LEAST, LOOK_EVERY));
        }
        let publishing = self.settings.publishing.clone();
        let ran: Ran = self
            .settings
            .database
            .write(move |connection| publishing::run_due(connection, &publishing, Timestamp::now(), &except, BATCH))
            .await?;
        for (id, error) in ran.put_off {
            log::error!("the schedule {id} could not be carried out; it will be tried again: {error}");
            self.put_off.insert(id, Instant::now() + PUT_OFF);
        }
        if ran.finished > 0 {
            log::info!("{} schedule(s) done", ran.finished);
        }
        Ok(Duration::ZERO)
    }
}

//! The job that appends a change to the log when the review of a published article becomes due or overdue.
//!
//! Any number of servers may run it on one database: what has turned is looked up again in the transaction that notes it.

use std::time::{Duration, Instant};

use super::{JobSettings, StopSignal};
use crate::content::Timestamp;
use crate::db;
use crate::publishing;

/// The longest time between two looks at what turns next: what another process publishes is seen by then.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The time between two looks at all that turned ever, and not only since the look before.
const LOOK_AT_ALL_EVERY: Duration = Duration::from_mins(10);
/// The shortest time between two looks at what is nearly there.
const LOOK_AT_LEAST: Duration = Duration::from_millis(1);
/// The number of changes written in one transaction. Writers of this server and of others wait as long as that takes.
const BATCH: i64 = 25;

/// Runs until it is told to stop.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut turns = Turns { settings, noted_until: None, looked_at_all: Instant::now() };
    let mut pause = Duration::ZERO;
    while stop.sleep(pause).await {
        pause = match turns.look().await {
            Ok(pause) => pause,
            Err(error) => {
                log::error!("reviews that have become due could not be noted; it will be tried again: {error}");
                LOOK_EVERY
            }
        };
    }
}

struct Turns {
    settings: JobSettings,
    /// Until when all that turned is noted; unknown at first.
    noted_until: Option<Timestamp>,
    looked_at_all: Instant,
}

impl Turns {
    /// Notes what has turned, if anything has; answers with how long to wait before looking again.
    async fn look(&mut self) -> Result<Duration, db::Error> {
        if self.looked_at_all.elapsed() >= LOOK_AT_ALL_EVERY {
            self.noted_until = None;
        }
        let is_of_all = self.noted_until.is_none();
        let now = Timestamp::now();
        // A clock that was put back comes to the same moments again.
        let after = self.noted_until.map(|until| until.min(now));
        let read = self.settings.database.read(move |connection| {
            let turned = publishing::find_turned(connection, after, now, BATCH)?;
            Ok::<_, db::Error>((turned, publishing::next_turn(connection, now)?))
        });
        let (turned, next) = read.await?;
        if !turned.is_empty() {
            let note =
                move |connection: &mut db::Connection| publishing::note_turned(connection, &turned, Timestamp::now());
            self.settings.database.write(note).await?;
            return Ok(Duration::ZERO);
        }
        self.noted_until = Some(now);
        if is_of_all {
            self.looked_at_all = Instant::now();
        }
        let wait_ms = next.map(|next| u64::try_from(next.unix_ms() - Timestamp::now().unix_ms()).unwrap_or(0));
        Ok(wait_ms.map_or(LOOK_EVERY, |ms| Duration::from_millis(ms).clamp(LOOK_AT_LEAST, LOOK_EVERY)))
    }
}

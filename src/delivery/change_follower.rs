//! The follower of the change log, which invalidates cache entries.
//!
//! Runs after every commit of this server, before the write is acknowledged, and polls for the commits of other processes.
//! Must not know where responses are cached: it tells [`InvalidationClock`] which entities changed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::search::store::load_synonyms_version;
use super::store::changes::{last_seq, load_changes_after, next_scheduled_event};
use crate::db::{Connection, Database, Error};
use crate::http::InvalidationClock;

/// The maximum time until a commit of another process is noticed.
const POLL_INTERVAL: Duration = Duration::from_millis(40);

/// The number of changes that one query reads.
const BATCH_SIZE: i64 = 1000;

/// The follower of the change log.
pub struct ChangeLogFollower {
    clock: Arc<InvalidationClock>,
    position: Mutex<LogPosition>,
}

/// The position up to which changes were followed.
struct LogPosition {
    /// The number of the last change.
    seq: i64,
    /// The version of the synonyms, which are not in the log and affect every search.
    synonyms_version: Option<i64>,
}

impl ChangeLogFollower {
    /// Starts at the end of the log, because nothing is cached yet.
    pub fn start(connection: &mut Connection, clock: Arc<InvalidationClock>) -> Result<Self, Error> {
        let synonyms_version = load_synonyms_version(connection)?.map(|synonyms| synonyms.version);
        let position = LogPosition { seq: last_seq(connection)?, synonyms_version };
        clock.invalidate(std::iter::empty(), position.seq);
        clock.set_next_event(next_scheduled_event(connection)?);
        Ok(Self { clock, position: Mutex::new(position) })
    }

    /// Invalidates all entities that commits have changed since the last call.
    pub fn catch_up(&self, connection: &mut Connection) -> Result<(), Error> {
        // The lock is held during the reads, so that a slower call never moves the position back.
        let mut position = self.position.lock().unwrap_or_else(PoisonError::into_inner);
        self.clock.set_next_event(next_scheduled_event(connection)?);
        let synonyms_version = load_synonyms_version(connection)?.map(|synonyms| synonyms.version);
        if synonyms_version != position.synonyms_version {
            position.synonyms_version = synonyms_version;
            self.clock.invalidate(std::iter::empty(), position.seq);
        }
        loop {
            let changes = load_changes_after(connection, position.seq, BATCH_SIZE)?;
            let Some(last) = changes.last() else { return Ok(()) };
            position.seq = last.seq;
            self.clock.invalidate(changes.iter().map(|change| change.entity_id), last.seq);
        }
    }

    /// Polls for the commits of other servers and commands, until the task is aborted.
    pub async fn follow(self: Arc<Self>, database: Database) {
        loop {
            tokio::time::sleep(POLL_INTERVAL).await;
            let follower = Arc::clone(&self);
            if let Err(error) = database.read(move |connection| follower.catch_up(connection)).await {
                log::error!("cannot read the change log; retrying: {error}");
            }
        }
    }
}

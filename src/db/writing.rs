//! Whether the database can be written and has the schema it should, found out without writing anything; and when it was written.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;

use super::connection::{blocking, write_on};
use super::{Connection, Database, Error, SchemaState, migrations};

/// For how long what was found out is taken for true: however many ask, nobody tries more often.
const FRESH: Duration = Duration::from_secs(1);

/// How long another process may keep the database to itself before it counts as one that cannot be written.
const PATIENCE: Duration = Duration::from_secs(1);

/// Needs all that a write needs, and changes nothing.
const NO_CHANGE: &str = "UPDATE __diesel_schema_migrations SET version = version WHERE version IS NULL";

/// What the writes themselves tell, and what was found out where there were none.
#[derive(Debug)]
pub(super) struct Writes {
    opened: Instant,
    /// Whether a write is in its transaction.
    running: AtomicBool,
    /// When the last one was committed, in milliseconds after the opening, counted from 1; 0 if none was.
    committed_ms: watch::Sender<u64>,
    tried: Mutex<Option<Tried>>,
}

#[derive(Debug, Clone)]
struct Tried {
    at: Instant,
    outcome: Result<(), String>,
}

impl Default for Writes {
    fn default() -> Self {
        Self {
            opened: Instant::now(),
            running: AtomicBool::new(false),
            committed_ms: watch::Sender::new(0),
            tried: Mutex::new(None),
        }
    }
}

impl Writes {
    /// A write is in its transaction.
    pub(super) fn begun(&self) {
        self.running.store(true, Ordering::SeqCst);
    }

    /// It is over; answers whether it was begun at all.
    pub(super) fn ended(&self, is_committed: bool) -> bool {
        if is_committed {
            self.committed_ms.send_replace(self.now_ms());
        }
        self.running.swap(false, Ordering::SeqCst)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1
    }

    /// When the last one was committed, in milliseconds since nobody knows when, but for this server; 0 if none was.
    pub(super) fn committed_ms(&self) -> u64 {
        *self.committed_ms.borrow()
    }

    /// Whether none was committed for so long.
    pub(super) fn are_quiet_for(&self, time: Duration) -> bool {
        let committed = self.committed_ms();
        committed == 0 || Duration::from_millis(self.now_ms().saturating_sub(committed)) >= time
    }
}

impl Database {
    /// Whether it can be written: a write was committed just now or is being made, or one could be begun within a second.
    ///
    /// # Errors
    ///
    /// Why not, for the log.
    pub async fn check_writable(&self) -> Result<(), String> {
        if !self.writes.are_quiet_for(FRESH) {
            return Ok(());
        }
        // Of all who ask, one tries.
        let Ok(mut tried) = timeout(PATIENCE, self.writes.tried.lock()).await else {
            return Err("it is not known whether the database can be written".to_owned());
        };
        if let Some(tried) = tried.as_ref().filter(|tried| tried.at.elapsed() < FRESH) {
            return tried.outcome.clone();
        }
        let outcome = self.try_to_write().await;
        *tried = Some(Tried { at: Instant::now(), outcome: outcome.clone() });
        outcome
    }

    async fn try_to_write(&self) -> Result<(), String> {
        let Ok(mut writer) = timeout(PATIENCE, Arc::clone(&self.writer).lock_owned()).await else {
            // An import takes longer than that, and proves that it can be written.
            let is_written = self.writes.running.load(Ordering::SeqCst);
            return if is_written { Ok(()) } else { Err("writes do not get to the database".to_owned()) };
        };
        let give_up = Instant::now() + PATIENCE;
        let trying = blocking(move || write_on(&mut writer, give_up, no_change));
        match timeout(PATIENCE * 2, trying).await {
            Ok(outcome) => outcome.map_err(|error| error.to_string()),
            Err(_) => Err("the disk of the database does not answer".to_owned()),
        }
    }

    /// Tells whenever a write of this server was committed.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.writes.committed_ms.subscribe()
    }

    /// How its schema is, compared with that of this program.
    pub async fn schema(&self) -> Result<SchemaState, Error> {
        self.read(migrations::state).await
    }
}

fn no_change(connection: &mut Connection) -> Result<(), Error> {
    Ok(connection.batch_execute(NO_CHANGE)?)
}

//! The check that the database is writable. It takes the write lock without writing, and is skipped while the
//! server's own write runs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use tokio::time::timeout;

use super::connection::Connection;
use super::database::{Database, blocking};
use super::error::Error;
use super::transaction::write_transaction;
use super::write_status::ProbeResult;

/// The time for which the result of a probe is reused, so that many health checks cause one probe.
const PROBE_TTL: Duration = Duration::from_secs(1);

/// The time for which another process may hold the write lock before the database counts as not writable.
const PROBE_TIMEOUT: Duration = Duration::from_secs(1);

/// Takes all locks that a write needs, and changes nothing.
const NO_CHANGE: &str = "UPDATE __diesel_schema_migrations SET version = version WHERE version IS NULL";

impl Database {
    /// Checks that the database can be written: a write was committed within the last second or is running, or one could
    /// begin within a second.
    ///
    /// # Errors
    ///
    /// The reason, for the log.
    pub async fn check_writable(&self) -> Result<(), String> {
        if !self.write_status.is_idle_for(PROBE_TTL) {
            return Ok(());
        }
        // Only one of the concurrent callers probes.
        let Ok(mut last) = timeout(PROBE_TIMEOUT, self.write_status.last_probe.lock()).await else {
            return Err("the check of the database did not finish".to_owned());
        };
        if let Some(last) = last.as_ref().filter(|last| last.at.elapsed() < PROBE_TTL) {
            return last.outcome.clone();
        }
        let outcome = self.probe_write().await;
        *last = Some(ProbeResult { at: Instant::now(), outcome: outcome.clone() });
        outcome
    }

    async fn probe_write(&self) -> Result<(), String> {
        let Ok(mut writer) = timeout(PROBE_TIMEOUT, Arc::clone(&self.writer).lock_owned()).await else {
            // A long write such as an import holds the writer, which proves that the database is writable.
            let is_written = self.write_status.is_running();
            return if is_written { Ok(()) } else { Err("the writer is not available".to_owned()) };
        };
        let give_up = Instant::now() + PROBE_TIMEOUT;
        let probe = blocking(move || write_transaction(&mut writer, give_up, write_nothing));
        match timeout(PROBE_TIMEOUT * 2, probe).await {
            Ok(outcome) => outcome.map_err(|error| error.to_string()),
            Err(_) => Err("the disk of the database does not respond".to_owned()),
        }
    }
}

fn write_nothing(connection: &mut Connection) -> Result<(), Error> {
    Ok(connection.batch_execute(NO_CHANGE)?)
}

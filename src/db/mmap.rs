//! The connections of a thread that reads inline: one that maps the database file into memory, and one without a
//! mapping, which is used while there are writes.
//!
//! After a commit SQLite unmaps the whole file at the next read (`pagerBeginReadTransaction` in its `pager.c`). That takes
//! longer the more of the file was read, and each page faults again afterwards. No request waits for it: the mapping is left
//! alone until nothing has been written for a while, and is refreshed on another thread.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, ConnectionError};

use super::connection::{Connection, make_read_only};
use super::write_status::WriteStatus;

/// The busy timeout of an inline read, in milliseconds. A read that has to wait longer runs elsewhere.
const BUSY_TIMEOUT_MS: u32 = 2;

/// The maximum number of mapped bytes: enough for all of the file. SQLite's compile-time maximum applies too, which
/// `.cargo/config.toml` sets.
const MMAP_SIZE_MAX: i64 = 1 << 40;

/// The time without a commit after which the mapping is refreshed.
const REFRESH_AFTER: Duration = Duration::from_secs(1);

/// Begins a read, in which SQLite drops an outdated mapping.
const REFRESH_QUERY: &str = "SELECT 1 FROM sqlite_schema LIMIT 1";

/// The two connections of one thread. Each is opened at its first use.
pub(super) struct ThreadConnections {
    uri: String,
    write_status: Arc<WriteStatus>,
    mapped: Arc<Mutex<MappedSlot>>,
    unmapped: RefCell<Option<Connection>>,
}

/// The connection that maps the file, unless it is checked out.
#[derive(Default)]
struct MappedSlot {
    idle: Option<CheckedOut>,
    /// True while another thread refreshes the mapping.
    is_refreshing: bool,
}

/// A connection that is in use.
pub(super) struct CheckedOut {
    pub(super) connection: Connection,
    /// The time of the last commit that its mapping includes; none for a connection without a mapping.
    mapped_at: Option<u64>,
}

impl ThreadConnections {
    pub(super) fn new(uri: String, write_status: Arc<WriteStatus>) -> Self {
        Self { uri, write_status, mapped: Arc::default(), unmapped: RefCell::default() }
    }

    /// Takes a connection to read with. A connection that is not checked in again is replaced by a new one.
    pub(super) fn check_out(&self) -> Result<CheckedOut, ConnectionError> {
        let latest = Some(self.write_status.committed_ms());
        let mut mapped = lock(&self.mapped);
        match mapped.idle.take() {
            Some(idle) if idle.mapped_at == latest => return Ok(idle),
            Some(idle) if self.write_status.is_idle_for(REFRESH_AFTER) => {
                mapped.is_refreshing = true;
                drop(mapped);
                self.refresh(CheckedOut { mapped_at: latest, ..idle });
            }
            Some(idle) => mapped.idle = Some(idle),
            None if mapped.is_refreshing => {}
            None => return Ok(CheckedOut { connection: self.open(MMAP_SIZE_MAX)?, mapped_at: latest }),
        }
        let unmapped = self.unmapped.borrow_mut().take();
        let connection = unmapped.map_or_else(|| self.open(0), Ok)?;
        Ok(CheckedOut { connection, mapped_at: None })
    }

    /// Puts a connection back for the next read.
    pub(super) fn check_in(&self, checked_out: CheckedOut) {
        if checked_out.mapped_at.is_some() {
            lock(&self.mapped).idle = Some(checked_out);
        } else {
            *self.unmapped.borrow_mut() = Some(checked_out.connection);
        }
    }

    fn refresh(&self, mut outdated: CheckedOut) {
        let mapped = Arc::clone(&self.mapped);
        tokio::task::spawn_blocking(move || {
            let refreshed = outdated.connection.batch_execute(REFRESH_QUERY);
            let mut mapped = lock(&mapped);
            mapped.is_refreshing = false;
            mapped.idle = refreshed.is_ok().then_some(outdated);
        });
    }

    fn open(&self, mmap_size: i64) -> Result<Connection, ConnectionError> {
        let mut connection = Connection::establish(&self.uri)?;
        make_read_only(&mut connection, BUSY_TIMEOUT_MS).map_err(ConnectionError::CouldntSetupConfiguration)?;
        connection
            .batch_execute(&format!("PRAGMA mmap_size = {mmap_size}"))
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
    }
}

fn lock(mapped: &Mutex<MappedSlot>) -> MutexGuard<'_, MappedSlot> {
    mapped.lock().unwrap_or_else(PoisonError::into_inner)
}

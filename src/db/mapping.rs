//! The connections of who reads on its own thread: one that reads the file where it lies in memory, and one that copies what it
//! reads, which is used while there are writes.
//!
//! After a commit SQLite gives back the whole of what it had mapped (`pagerBeginReadTransaction` in its `pager.c`). That takes
//! the longer the more of the file was read, and all of it has to be found anew. So nobody who waits for an answer does it: what
//! is mapped is left alone until nothing has been written for a while, and brought up to date on another thread.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, ConnectionError};

use super::Connection;
use super::connection::make_read_only;
use super::writing::Writes;

/// How long a near read waits for the database itself: whoever has to wait longer does so elsewhere.
const BUSY_TIMEOUT_MS: u32 = 2;

/// Up to how many bytes of the file are read where they lie in the memory of the system, without being copied: all of it.
/// SQLite takes no more than it was built for, which `.cargo/config.toml` says.
const MAPPED_MAX: i64 = 1 << 40;

/// For how long nothing must have been written until the mapping is worth making anew.
const QUIET: Duration = Duration::from_secs(1);

/// Begins a view of the database, in which the mapping of an earlier one is given back.
const LOOK: &str = "SELECT 1 FROM sqlite_schema LIMIT 1";

/// Both connections of one thread, each opened when it is needed first.
pub(super) struct Connections {
    uri: String,
    writes: Arc<Writes>,
    mapped: Arc<Mutex<Mapped>>,
    copying: RefCell<Option<Connection>>,
}

#[derive(Default)]
struct Mapped {
    kept: Option<Lent>,
    /// Whether another thread has it and brings it back.
    is_away: bool,
}

/// A connection that is in use.
pub(super) struct Lent {
    pub(super) connection: Connection,
    /// When the last write was committed that its mapping knows of; none of one that maps nothing.
    as_of: Option<u64>,
}

impl Connections {
    pub(super) fn new(uri: String, writes: Arc<Writes>) -> Self {
        Self { uri, writes, mapped: Arc::default(), copying: RefCell::default() }
    }

    /// The one to read with now. Who does not give it back has it opened anew the next time.
    pub(super) fn lend(&self) -> Result<Lent, ConnectionError> {
        let latest = Some(self.writes.committed_ms());
        let mut mapped = held(&self.mapped);
        match mapped.kept.take() {
            Some(kept) if kept.as_of == latest => return Ok(kept),
            Some(kept) if self.writes.are_quiet_for(QUIET) => {
                mapped.is_away = true;
                drop(mapped);
                self.renew(Lent { as_of: latest, ..kept });
            }
            Some(kept) => mapped.kept = Some(kept),
            None if mapped.is_away => {}
            None => return Ok(Lent { connection: self.open(MAPPED_MAX)?, as_of: latest }),
        }
        let copying = self.copying.borrow_mut().take();
        let connection = copying.map_or_else(|| self.open(0), Ok)?;
        Ok(Lent { connection, as_of: None })
    }

    /// Keeps it for the next read.
    pub(super) fn give_back(&self, lent: Lent) {
        if lent.as_of.is_some() {
            held(&self.mapped).kept = Some(lent);
        } else {
            *self.copying.borrow_mut() = Some(lent.connection);
        }
    }

    fn renew(&self, mut lent: Lent) {
        let mapped = Arc::clone(&self.mapped);
        tokio::task::spawn_blocking(move || {
            let looked = lent.connection.batch_execute(LOOK);
            let mut mapped = held(&mapped);
            mapped.is_away = false;
            mapped.kept = looked.is_ok().then_some(lent);
        });
    }

    fn open(&self, mapped_max: i64) -> Result<Connection, ConnectionError> {
        let mut connection = Connection::establish(&self.uri)?;
        make_read_only(&mut connection, BUSY_TIMEOUT_MS).map_err(ConnectionError::CouldntSetupConfiguration)?;
        connection
            .batch_execute(&format!("PRAGMA mmap_size = {mapped_max}"))
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
    }
}

fn held(mapped: &Mutex<Mapped>) -> MutexGuard<'_, Mapped> {
    mapped.lock().unwrap_or_else(PoisonError::into_inner)
}

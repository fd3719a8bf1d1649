//! A part of a database that is locked in memory while it is measured. Some systems reclaim pages that were not
//! touched for a minute, even with free memory; the benchmark measures the processor, not the disk.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::BenchResult;
use crate::servers::status_kb;

/// The time for which the system may read it.
const LOCK_TIMEOUT: Duration = Duration::from_mins(15);

/// A part of a database that is locked in memory until this value is dropped.
pub(crate) struct MemoryLock {
    holder: Child,
    megabytes: u64,
}

impl MemoryLock {
    /// Locks a table with its indexes and any pages between them. There are none in a database that was written table
    /// by table.
    pub(crate) fn table(database: &Path, table: &str) -> BenchResult<Self> {
        let (from, to) = extent(database, table).map_err(|error| error.to_string())?;
        let holder = Command::new("vmtouch")
            .args(["-q", "-l", "-m", "999G", "-p", &format!("{from}-{to}")])
            .arg(database)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("vmtouch: {error}"))?;
        let mut locked = Self { holder, megabytes: (to - from) >> 20 };
        let begun = Instant::now();
        while locked.locked_megabytes() < locked.megabytes {
            if locked.holder.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Err(format!("{} MB cannot be locked in memory (ulimit -l)", locked.megabytes));
            }
            if begun.elapsed() > LOCK_TIMEOUT {
                return Err(format!("{} MB were not loaded into memory in time", locked.megabytes));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(locked)
    }

    /// Returns the size of the locked part.
    pub(crate) fn megabytes(&self) -> u64 {
        self.megabytes
    }

    fn locked_megabytes(&self) -> u64 {
        status_kb(self.holder.id(), "VmLck:").unwrap_or(0) >> 10
    }
}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

/// Returns the byte range of the table and its indexes in the file.
fn extent(database: &Path, table: &str) -> rusqlite::Result<(u64, u64)> {
    let connection = Connection::open(database)?;
    let page: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    let mut statement = connection.prepare("SELECT name FROM sqlite_schema WHERE tbl_name = ?1 AND rootpage > 0")?;
    let names = statement.query_map([table], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let (mut start, mut end) = (i64::MAX, 0);
    for name in names {
        let read = "SELECT min(pageno), max(pageno) FROM dbstat WHERE name = ?1";
        let (first, last): (i64, i64) = connection.query_row(read, [name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        (start, end) = (start.min(first), end.max(last));
    }
    let bytes = |pages: i64| u64::try_from(pages * page).unwrap_or(0);
    Ok((bytes(start - 1), bytes(end)))
}

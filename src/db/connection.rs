//! The connection type, and the settings that a connection is opened with.
//!
//! Must not know who uses a connection, nor for how long.

use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::sqlite::SqliteConnection;

use super::address::DatabaseAddress;
use super::error::Error;

/// A connection to the database.
pub type Connection = SqliteConnection;

/// The SQL dialect of [`Connection`].
pub type Backend = <Connection as diesel::Connection>::Backend;

/// The busy timeout of one attempt to begin a write, in milliseconds. SQLite sleeps longer between its own retries; many
/// short attempts meet the gaps that another process leaves between its writes.
const WRITE_BUSY_TIMEOUT_MS: u32 = 8;
/// The page cache of the writer, in kibibytes. It holds the inner pages of the trees, which many writes touch.
const WRITER_CACHE_KIB: u32 = 8_192;
/// The number of pages after which the write-ahead log is copied into the file. Many writes change the same pages, and each
/// of those is copied once.
const CHECKPOINT_PAGES: u32 = 4_000;

/// Opens a database that exists, in the open mode `ro` or `rw`.
pub(super) fn open(address: &DatabaseAddress, mode: &str) -> Result<Connection, Error> {
    Connection::establish(&address.uri(mode)).map_err(|error| Error::Unreadable(error.to_string()))
}

/// Sets the pragmas of the connection that writes: a write-ahead log that is synced at each commit, and foreign keys.
pub(super) fn make_writer(connection: &mut Connection) -> Result<(), Error> {
    let pragmas = format!(
        "PRAGMA busy_timeout = {WRITE_BUSY_TIMEOUT_MS};
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -{WRITER_CACHE_KIB};
         PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
    );
    connection.batch_execute(&pragmas).map_err(Error::from)
}

/// Makes a connection unable to write, and sets its busy timeout.
pub(super) fn make_read_only(connection: &mut Connection, busy_timeout_ms: u32) -> diesel::QueryResult<()> {
    connection.batch_execute(&format!("PRAGMA busy_timeout = {busy_timeout_ms}; PRAGMA query_only = ON;"))
}

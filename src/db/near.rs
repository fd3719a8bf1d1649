//! Reading on the thread that asks, for reads so short that handing them to another would take longer than they do.

use std::cell::RefCell;

use diesel::connection::SimpleConnection;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::{Connection as _, ConnectionError, QueryResult, RunQueryDsl};

use super::connection::make_read_only;
use super::transaction::guarded;
use super::{Backend, Connection, Error};

/// How long such a read waits for the database itself: whoever has to wait longer does so elsewhere.
const BUSY_TIMEOUT_MS: u32 = 2;

/// Up to how many bytes of the file are read where they lie in the memory of the system, without being copied: all of it.
/// SQLite takes no more than it was built for, which `.cargo/config.toml` says.
const MAPPED_MAX: i64 = 1 << 40;

/// The beginning and the end of a view: statements that are prepared once, which what begins transactions for everybody
/// does not do.
#[derive(Debug, Clone, Copy, QueryId)]
struct Begin;

#[derive(Debug, Clone, Copy, QueryId)]
struct Commit;

impl QueryFragment<Backend> for Begin {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("BEGIN");
        Ok(())
    }
}

impl QueryFragment<Backend> for Commit {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("COMMIT");
        Ok(())
    }
}

impl RunQueryDsl<Connection> for Begin {}
impl RunQueryDsl<Connection> for Commit {}

/// The read-only connection of one thread, opened when it is first asked for.
pub struct NearReader {
    uri: String,
    connection: RefCell<Option<Connection>>,
}

impl NearReader {
    pub(super) fn new(uri: String) -> Self {
        Self { uri, connection: RefCell::new(None) }
    }

    /// Reads in one view of the database: `begin` first, which touches a table, and then `work`. Where the database
    /// cannot be read at once, `work` comes back undone.
    ///
    /// # Errors
    ///
    /// What `work` fails with, and its panic as an error. The connection is opened anew if the view cannot be ended.
    pub fn read<B, T, E, W>(&self, begin: impl FnOnce(&mut Connection) -> Result<B, Error>, work: W) -> Near<W, T, E>
    where
        W: FnOnce(&mut Connection, B) -> Result<T, E>,
        E: From<Error>,
    {
        // Nothing is awaited while it is borrowed, and no read begins within another.
        let Ok(mut kept) = self.connection.try_borrow_mut() else { return Near::Undone(work) };
        let Ok(mut connection) = kept.take().map_or_else(|| self.open(), Ok) else { return Near::Undone(work) };
        if Begin.execute(&mut connection).is_err() {
            return Near::Undone(work);
        }
        let Ok(seen) = begin(&mut connection) else { return Near::Undone(work) };
        let outcome = guarded(&mut connection, |connection| work(connection, seen));
        if Commit.execute(&mut connection).is_ok() {
            *kept = Some(connection);
        }
        Near::Done(outcome)
    }

    /// Reads by one statement, which is a view of the database by itself. None if it finds nothing, or the database
    /// cannot be read at once: whoever has to know which reads again.
    pub fn read_one<T>(&self, statement: impl FnOnce(&mut Connection) -> Result<Option<T>, Error>) -> Option<T> {
        let mut kept = self.connection.try_borrow_mut().ok()?;
        let mut connection = kept.take().map_or_else(|| self.open(), Ok).ok()?;
        let found = guarded(&mut connection, statement).ok()?;
        *kept = Some(connection);
        found
    }

    fn open(&self) -> Result<Connection, ConnectionError> {
        let mut connection = Connection::establish(&self.uri)?;
        make_read_only(&mut connection, BUSY_TIMEOUT_MS).map_err(ConnectionError::CouldntSetupConfiguration)?;
        connection
            .batch_execute(&format!("PRAGMA mmap_size = {MAPPED_MAX}"))
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
    }
}

/// What became of a read that was to be done on the spot.
pub enum Near<W, T, E> {
    /// It was done.
    Done(Result<T, E>),
    /// It could not be begun, and is to be done elsewhere.
    Undone(W),
}

//! Reading on the thread that asks, for reads so short that handing them to another would take longer than they do.

use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::{QueryResult, RunQueryDsl};

use super::mapping::Connections;
use super::transaction::guarded;
use super::{Backend, Connection, Error};

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

/// What reads on one thread.
pub struct NearReader {
    connections: Connections,
}

impl NearReader {
    pub(super) fn new(connections: Connections) -> Self {
        Self { connections }
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
        let Ok(mut lent) = self.connections.lend() else { return Near::Undone(work) };
        if Begin.execute(&mut lent.connection).is_err() {
            return Near::Undone(work);
        }
        let Ok(seen) = begin(&mut lent.connection) else { return Near::Undone(work) };
        let outcome = guarded(&mut lent.connection, |connection| work(connection, seen));
        if Commit.execute(&mut lent.connection).is_ok() {
            self.connections.give_back(lent);
        }
        Near::Done(outcome)
    }

    /// Reads by one statement, which is a view of the database by itself. None if it finds nothing, or the database
    /// cannot be read at once: whoever has to know which reads again.
    pub fn read_one<T>(&self, statement: impl FnOnce(&mut Connection) -> Result<Option<T>, Error>) -> Option<T> {
        let mut lent = self.connections.lend().ok()?;
        let found = guarded(&mut lent.connection, statement).ok()?;
        self.connections.give_back(lent);
        found
    }
}

/// What became of a read that was to be done on the spot.
pub enum Near<W, T, E> {
    /// It was done.
    Done(Result<T, E>),
    /// It could not be begun, and is to be done elsewhere.
    Undone(W),
}

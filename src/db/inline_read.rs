//! Reads on the calling thread, for reads that take less time than a hand-over to another thread.

use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::{QueryResult, RunQueryDsl};

use super::connection::{Backend, Connection};
use super::error::Error;
use super::mmap::ThreadConnections;
use super::transaction::catch_panic;

/// The statement that begins a read transaction. It is prepared once, which Diesel's transaction manager does not do.
#[derive(Debug, Clone, Copy, QueryId)]
struct BeginStatement;

/// The statement that ends a read transaction.
#[derive(Debug, Clone, Copy, QueryId)]
struct CommitStatement;

impl QueryFragment<Backend> for BeginStatement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("BEGIN");
        Ok(())
    }
}

impl QueryFragment<Backend> for CommitStatement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql("COMMIT");
        Ok(())
    }
}

impl RunQueryDsl<Connection> for BeginStatement {}
impl RunQueryDsl<Connection> for CommitStatement {}

/// A reader that runs on the thread that made it.
pub struct InlineReader {
    connections: ThreadConnections,
}

impl InlineReader {
    pub(super) fn new(connections: ThreadConnections) -> Self {
        Self { connections }
    }

    /// Reads in one transaction: first `begin`, which touches a table, then `work`. Returns `work` as a fallback if the
    /// database cannot be read at once.
    ///
    /// # Errors
    ///
    /// The error of `work`, or its panic as an error. The connection is replaced if the transaction cannot be ended.
    pub fn read<B, T, E, W>(
        &self,
        begin: impl FnOnce(&mut Connection) -> Result<B, Error>,
        work: W,
    ) -> InlineRead<W, T, E>
    where
        W: FnOnce(&mut Connection, B) -> Result<T, E>,
        E: From<Error>,
    {
        let Ok(mut checked_out) = self.connections.check_out() else { return InlineRead::Fallback(work) };
        if BeginStatement.execute(&mut checked_out.connection).is_err() {
            return InlineRead::Fallback(work);
        }
        let Ok(begun) = begin(&mut checked_out.connection) else { return InlineRead::Fallback(work) };
        let outcome = catch_panic(&mut checked_out.connection, |connection| work(connection, begun));
        if CommitStatement.execute(&mut checked_out.connection).is_ok() {
            self.connections.check_in(checked_out);
        }
        InlineRead::Done(outcome)
    }

    /// Reads with one statement, which is a transaction by itself. Returns none if no row is found or the database
    /// cannot be read at once; a caller that needs to distinguish these reads again.
    pub fn read_one<T>(&self, statement: impl FnOnce(&mut Connection) -> Result<Option<T>, Error>) -> Option<T> {
        let mut checked_out = self.connections.check_out().ok()?;
        let found = catch_panic(&mut checked_out.connection, statement).ok()?;
        self.connections.check_in(checked_out);
        found
    }
}

/// The outcome of an inline read.
pub enum InlineRead<W, T, E> {
    /// The result of the read.
    Done(Result<T, E>),
    /// The work, which could not begin and has to run elsewhere.
    Fallback(W),
}

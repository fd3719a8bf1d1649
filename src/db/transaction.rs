//! Transactions: commit, rollback, and the handling of errors and panics of the work inside.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use diesel::Connection as _;
use diesel::connection::SimpleConnection;

use super::connection::Connection;
use super::error::Error;
use super::write_yield::check_limit;

/// Runs `work` in a savepoint. If the work fails, only the savepoint is rolled back, unless the error ends the whole
/// transaction ([`Error::ends_transaction`]).
pub fn savepoint<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut failure = None;
    let outcome = connection.transaction(|connection| capture_error(&mut failure, catch_panic(connection, work)));
    into_result(outcome, failure)
}

/// Runs `work` in a transaction that is always rolled back, and returns its result.
pub fn dry_run<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut result = None;
    let outcome = connection.transaction(|connection| {
        result = Some(catch_panic(connection, work));
        Err::<(), _>(Aborted::Work)
    });
    match (result, into_result(outcome, None::<E>)) {
        (Some(result), _) => result,
        (None, Err(error)) => Err(error),
        (None, Ok(())) => Err(Error::Interrupted("a dry run was not rolled back".to_owned()).into()),
    }
}

/// Runs `work` in a write transaction. Retries to begin it until `give_up` while another process writes.
pub(super) fn write_transaction<T, E: From<Error>>(
    writer: &mut Connection,
    give_up: Instant,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut work = Some(work);
    loop {
        let mut failure = None;
        let outcome = writer.immediate_transaction(|connection| match work.take() {
            Some(work) => capture_error(&mut failure, catch_panic(connection, work)),
            None => Err(Aborted::Work),
        });
        match outcome {
            // It did not begin: another process is writing.
            Err(Aborted::Transaction(error)) if work.is_some() => match Error::from(error) {
                Error::Busy(_) if Instant::now() < give_up => check_limit(writer)?,
                error => return Err(error.into()),
            },
            outcome => return into_result(outcome, failure),
        }
    }
}

/// Checks foreign keys at the end of the transaction, so that rows can refer to rows that it inserts later.
pub fn defer_foreign_keys(connection: &mut Connection) -> Result<(), Error> {
    connection.batch_execute("PRAGMA defer_foreign_keys = ON").map_err(Error::from)
}

/// Flushes the pending data of the full-text indexes, which they otherwise write with the commit.
pub(super) fn flush_full_text(connection: &mut Connection) -> Result<(), Error> {
    connection.batch_execute("SAVEPOINT indexes; RELEASE indexes").map_err(Error::from)
}

/// The reason of a rollback.
pub(super) enum Aborted {
    /// The work failed, with the captured error.
    Work,
    /// The transaction could not be begun, committed or rolled back.
    Transaction(diesel::result::Error),
}

impl From<diesel::result::Error> for Aborted {
    fn from(error: diesel::result::Error) -> Self {
        Self::Transaction(error)
    }
}

/// Stores the error of the work in `failure`. If the disk is full or fails, SQLite ends the transaction itself and
/// the rollback fails; that second error must not replace the first.
pub(super) fn capture_error<T, E>(failure: &mut Option<E>, outcome: Result<T, E>) -> Result<T, Aborted> {
    outcome.map_err(|error| {
        *failure = Some(error);
        Aborted::Work
    })
}

/// Turns the outcome of a transaction and the captured error into a result.
pub(super) fn into_result<T, E: From<Error>>(outcome: Result<T, Aborted>, failure: Option<E>) -> Result<T, E> {
    outcome.map_err(|aborted| match (failure, aborted) {
        (Some(failure), _) => failure,
        (None, Aborted::Transaction(error)) => Error::from(error).into(),
        (None, Aborted::Work) => Error::Interrupted("it failed without an error".to_owned()).into(),
    })
}

/// Runs `work` and returns its panic as an error, so that a panic in a transaction rolls it back.
pub(super) fn catch_panic<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(|| work(connection)))
        .unwrap_or_else(|panic| Err(Error::Interrupted(format!("it panicked: {}", panic_text(panic.as_ref()))).into()))
}

/// Returns the message of a panic.
pub fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no message")
}

//! Transactions: what becomes of work that fails or panics within one.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::Connection as _;
use diesel::connection::SimpleConnection;

use super::{Connection, Error};

/// Does work within a transaction that is rolled back alone if it fails: the transaction around it goes on, unless the
/// failure is one that ended it ([`Error::ends_transaction`]).
pub fn savepoint<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut failure = None;
    let outcome = connection.transaction(|connection| noting(&mut failure, guarded(connection, work)));
    settled(outcome, failure)
}

/// Does work within a transaction that is rolled back whatever comes of it; answers with what it would have.
pub fn rehearse<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut rehearsed = None;
    let outcome = connection.transaction(|connection| {
        rehearsed = Some(guarded(connection, work));
        Err::<(), _>(Aborted::Work)
    });
    match (rehearsed, settled(outcome, None::<E>)) {
        (Some(rehearsed), _) => rehearsed,
        (None, Err(error)) => Err(error),
        (None, Ok(())) => Err(Error::Interrupted("a rehearsal was not taken back".to_owned()).into()),
    }
}

/// Lets rows refer to rows that come later in the same transaction: that they are there is checked when it ends.
pub fn defer_references(connection: &mut Connection) -> Result<(), Error> {
    connection.batch_execute("PRAGMA defer_foreign_keys = ON").map_err(Error::from)
}

/// Has the full-text indexes write what they hold back. They do it with the commit otherwise, all at once with everything else.
pub(super) fn write_indexes(connection: &mut Connection) -> Result<(), Error> {
    connection.batch_execute("SAVEPOINT indexes; RELEASE indexes").map_err(Error::from)
}

/// A panic must not leave the one writer inside a transaction: it is an error that rolls back.
pub(super) fn guarded<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(|| work(connection)))
        .unwrap_or_else(|panic| Err(Error::Interrupted(panic_text(panic.as_ref())).into()))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("it panicked: {}", text.unwrap_or("no message"))
}

/// Why a transaction was rolled back.
pub(super) enum Aborted {
    /// The work in it refused or failed, with what was noted.
    Work,
    /// It could not be begun, committed or rolled back.
    Transaction(diesel::result::Error),
}

impl From<diesel::result::Error> for Aborted {
    fn from(error: diesel::result::Error) -> Self {
        Self::Transaction(error)
    }
}

/// Notes what work failed with. SQLite ends a transaction by itself where the disk is full or fails; rolling it back fails
/// then, and the failure of that must not take the place of the first.
pub(super) fn noting<T, E>(failure: &mut Option<E>, outcome: Result<T, E>) -> Result<T, Aborted> {
    outcome.map_err(|error| {
        *failure = Some(error);
        Aborted::Work
    })
}

/// What came of a transaction.
pub(super) fn settled<T, E: From<Error>>(outcome: Result<T, Aborted>, failure: Option<E>) -> Result<T, E> {
    outcome.map_err(|aborted| match (failure, aborted) {
        (Some(failure), _) => failure,
        (None, Aborted::Transaction(error)) => Error::from(error).into(),
        (None, Aborted::Work) => Error::Interrupted("it failed without a reason".to_owned()).into(),
    })
}

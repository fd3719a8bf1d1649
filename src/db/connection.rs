//! Opening the database, and doing work on it: every write through one connection, reads beside it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection as _, ConnectionError};
use tokio::sync::Mutex;

use super::{DatabaseAddress, Error, NearReader, migrations};

/// A connection to the database, whichever one that is.
pub type Connection = SqliteConnection;

/// The SQL dialect of that connection.
pub type Backend = <Connection as diesel::Connection>::Backend;

/// How long a reader waits for the database itself.
const READ_BUSY_TIMEOUT_MS: u32 = 5_000;
/// How long one attempt to begin a write waits. SQLite waits longer from one look to the next; short attempts, many
/// of them, meet the gaps that another process leaves between its own writes.
const WRITE_BUSY_TIMEOUT_MS: u32 = 8;
/// How long the attempts go on.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait before trying again what SQLite does not wait for itself.
const PAUSE: Duration = Duration::from_millis(5);
const POOL_TIMEOUT: Duration = Duration::from_secs(5);

/// The database of one server: cheap to clone, shared by all its workers.
#[derive(Clone)]
pub struct Database {
    writer: Arc<Mutex<Connection>>,
    readers: Pool<ConnectionManager<Connection>>,
    uri: Arc<str>,
    after_commit: Arc<OnceLock<AfterCommit>>,
}

/// What is to be done after each commit, before the write is acknowledged.
type AfterCommit = Box<dyn Fn(&mut Connection) + Send + Sync>;

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened or made.
    #[error("cannot open the database {address}: {cause}")]
    Open {
        /// Which database.
        address: String,
        /// Why not.
        cause: ConnectionError,
    },
    /// The file is open, but is not a database Cairn can use.
    #[error("cannot use the database {address}: {cause}")]
    Prepare {
        /// Which database.
        address: String,
        /// Why not.
        cause: String,
    },
}

impl Database {
    /// Opens the database, making it if there is none, and brings its schema up to date.
    ///
    /// `readers` is how many read-only connections are kept at most.
    pub fn open(address: &DatabaseAddress, readers: u32) -> Result<Self, OpenError> {
        let writer = Self::open_writer(address)?;
        let uri = address.uri("ro");
        let manager = ConnectionManager::new(&uri);
        let readers = Pool::builder()
            .max_size(readers)
            .min_idle(Some(1))
            .connection_timeout(POOL_TIMEOUT)
            .test_on_check_out(false)
            .connection_customizer(Box::new(ReadOnly))
            .build(manager)
            .map_err(|cause| OpenError::Prepare { address: address.to_string(), cause: cause.to_string() })?;
        Ok(Self { writer: Arc::new(Mutex::new(writer)), readers, uri: uri.into(), after_commit: Arc::default() })
    }

    fn open_writer(address: &DatabaseAddress) -> Result<Connection, OpenError> {
        let mut writer = Connection::establish(&address.uri("rwc"))
            .map_err(|cause| OpenError::Open { address: address.to_string(), cause })?;
        let prepare = |cause: String| OpenError::Prepare { address: address.to_string(), cause };
        let pragmas = format!(
            "PRAGMA busy_timeout = {WRITE_BUSY_TIMEOUT_MS};
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;"
        );
        // Another process may be at the very same: opening a new database, or bringing it up to date.
        patiently(|| writer.batch_execute(&pragmas).map_err(Error::from))
            .map_err(|error| prepare(error.to_string()))?;
        patiently(|| migrations::run(&mut writer)).map_err(|error| prepare(error.to_string()))?;
        Ok(writer)
    }

    /// Does work that only reads, in one consistent view of the database, off the async threads.
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let database = self.clone();
        blocking(move || database.read_blocking(work)).await
    }

    /// As [`Database::read`], for a thread of the caller's own, for work that goes on for longer than a request should.
    pub fn read_blocking<T, E: From<Error>>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.readers.get().map_err(Error::from)?;
        (*connection).transaction(|connection| work(connection).map_err(Aborted::Work)).map_err(Aborted::into_cause)
    }

    /// What reads on the thread that it is made on.
    pub fn near_reader(&self) -> NearReader {
        NearReader::new(self.uri.to_string())
    }

    /// Does work that writes, as one transaction: all of it is on disk when this returns `Ok`, none of
    /// it otherwise. Writers wait for one another here, without holding a thread.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        let after_commit = Arc::clone(&self.after_commit);
        blocking(move || {
            let outcome = write_on(&mut writer, work)?;
            if let Some(after_commit) = after_commit.get() {
                after_commit(&mut writer);
            }
            Ok(outcome)
        })
        .await
    }

    /// Has something done after every commit of this server, before the write is acknowledged. Can be said once.
    pub fn after_commit(&self, work: impl Fn(&mut Connection) + Send + Sync + 'static) {
        let _ = self.after_commit.set(Box::new(work));
    }

    /// Brings all that was written into the database file itself, which can then be copied alone. Without this
    /// the latest of it stands in the write-ahead log beside the file for as long as a connection is open.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        blocking(move || writer.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").map_err(Error::from)).await
    }

    /// As [`Database::write`], for the command line, which has no async runtime.
    pub fn write_blocking<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error>,
    {
        write_on(&mut self.writer.blocking_lock(), work)
    }
}

fn write_on<T, E: From<Error>>(
    writer: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut work = Some(work);
    let give_up = Instant::now() + WRITE_PATIENCE;
    loop {
        let outcome = writer.immediate_transaction(|connection| match work.take() {
            Some(work) => guarded(connection, work).map_err(Aborted::Work),
            None => Err(Aborted::Work(Error::Interrupted("it was begun twice".to_owned()).into())),
        });
        let Err(Aborted::Transaction(error)) = outcome else { return outcome.map_err(Aborted::into_cause) };
        match Error::from(error) {
            // It was not even begun: another process is writing.
            Error::Busy(_) if work.is_some() && Instant::now() < give_up => {}
            error => return Err(error.into()),
        }
    }
}

/// Does work within a transaction that is rolled back alone if it fails: the transaction around it goes on.
pub fn savepoint<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    connection.transaction(|connection| guarded(connection, work).map_err(Aborted::Work)).map_err(Aborted::into_cause)
}

/// Does work within a transaction that is rolled back whatever comes of it; answers with what it would have.
pub fn rehearse<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let rehearsed = connection.transaction(|connection| -> Result<(), Rehearsed<T, E>> {
        Err(match guarded(connection, work) {
            Ok(outcome) => Rehearsed::Done(outcome),
            Err(error) => Rehearsed::Aborted(Aborted::Work(error)),
        })
    });
    match rehearsed {
        Err(Rehearsed::Done(outcome)) => Ok(outcome),
        Err(Rehearsed::Aborted(aborted)) => Err(aborted.into_cause()),
        Ok(()) => Err(Error::Interrupted("a rehearsal was not taken back".to_owned()).into()),
    }
}

/// Lets rows refer to rows that come later in the same transaction: that they are there is checked when it ends.
pub fn defer_references(connection: &mut Connection) -> Result<(), Error> {
    connection.batch_execute("PRAGMA defer_foreign_keys = ON").map_err(Error::from)
}

/// How a rehearsal ended, which is an error to the transaction it ran in.
enum Rehearsed<T, E> {
    Done(T),
    Aborted(Aborted<E>),
}

impl<T, E> From<diesel::result::Error> for Rehearsed<T, E> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Aborted(Aborted::Transaction(error))
    }
}

/// A panic must not leave the one writer inside a transaction: it is an error that rolls back.
pub(super) fn guarded<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(|| work(connection)))
        .unwrap_or_else(|panic| Err(Error::Interrupted(panic_text(panic.as_ref())).into()))
}

/// Tries again for a while what fails because the database is busy.
fn patiently<T>(mut attempt: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    let give_up = Instant::now() + WRITE_PATIENCE;
    loop {
        match attempt() {
            Err(Error::Busy(_)) if Instant::now() < give_up => std::thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("it panicked: {}", text.unwrap_or("no message"))
}

/// Why a transaction was rolled back.
enum Aborted<E> {
    /// The work in it refused or failed.
    Work(E),
    /// It could not be begun or committed.
    Transaction(diesel::result::Error),
}

impl<E: From<Error>> Aborted<E> {
    fn into_cause(self) -> E {
        match self {
            Self::Work(error) => error,
            Self::Transaction(error) => Error::from(error).into(),
        }
    }
}

impl<E> From<diesel::result::Error> for Aborted<E> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Transaction(error)
    }
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Interrupted(error.to_string()))?
}

/// Makes a pooled connection unable to write, whatever it is asked.
#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<Connection, diesel::r2d2::Error> for ReadOnly {
    fn on_acquire(&self, connection: &mut Connection) -> Result<(), diesel::r2d2::Error> {
        make_read_only(connection, READ_BUSY_TIMEOUT_MS).map_err(diesel::r2d2::Error::QueryError)
    }
}

/// Makes a connection unable to write, and wait so long for the database itself.
pub(super) fn make_read_only(connection: &mut Connection, busy_timeout_ms: u32) -> diesel::QueryResult<()> {
    connection.batch_execute(&format!("PRAGMA busy_timeout = {busy_timeout_ms}; PRAGMA query_only = ON;"))
}

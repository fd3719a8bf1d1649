//! Opening the database, and doing work on it: every write through one connection, reads beside it.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection as _, ConnectionError};
use tokio::sync::Mutex;
use tokio::time::timeout_at;

use super::limit::set_limit;
use super::mapping::Connections;
use super::space::space;
use super::transaction::{Aborted, guarded, noting, settled, write_indexes};
use super::writing::Writes;
use super::yielding::Yielding;
use super::{DatabaseAddress, Error, NearReader, Space, WriteLimit, check_limit, migrations};
use crate::metrics::DatabaseWaits;

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
/// How many kibibytes of pages the writer keeps. What many writes touch has to be found there: the middle of the trees.
const WRITER_CACHE_KIB: u32 = 8_192;
/// After how many pages the write-ahead log is brought into the file. Many writes change the same pages, and each of those
/// is brought over once.
const CHECKPOINT_PAGES: u32 = 4_000;

/// The database of one server: cheap to clone, shared by all its workers.
#[derive(Clone)]
pub struct Database {
    pub(super) writer: Arc<Mutex<Connection>>,
    readers: Pool<ConnectionManager<Connection>>,
    uri: Arc<str>,
    address: Arc<DatabaseAddress>,
    after_commit: Arc<OnceLock<AfterCommit>>,
    waits: Arc<OnceLock<DatabaseWaits>>,
    pub(super) writes: Arc<Writes>,
}

/// What is to be done after each commit, before the write is acknowledged.
type AfterCommit = Box<dyn Fn(&mut Connection) + Send + Sync>;

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened or made.
    #[error("cannot open the database {address}: {cause}")]
    Open {
        /// The address of the database.
        address: String,
        /// Why not.
        cause: ConnectionError,
    },
    /// The file cannot be made, or something else than a file has a name that it needs.
    #[error("cannot make the database {address}: {cause}")]
    Make {
        /// The address of the database.
        address: String,
        /// Why not.
        cause: std::io::Error,
    },
    /// The file is open, but is not a database Cairn can use.
    #[error("cannot use the database {address}: {cause}")]
    Prepare {
        /// The address of the database.
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
        Ok(Self {
            writer: Arc::new(Mutex::new(writer)),
            readers,
            uri: uri.into(),
            address: Arc::new(address.clone()),
            after_commit: Arc::default(),
            waits: Arc::default(),
            writes: Arc::default(),
        })
    }

    fn open_writer(address: &DatabaseAddress) -> Result<Connection, OpenError> {
        address.make().map_err(|cause| OpenError::Make { address: address.to_string(), cause })?;
        let mut writer = Connection::establish(&address.uri("rw"))
            .map_err(|cause| OpenError::Open { address: address.to_string(), cause })?;
        writer.set_instrumentation(Yielding::new());
        let prepare = |cause: String| OpenError::Prepare { address: address.to_string(), cause };
        let pragmas = format!(
            "PRAGMA busy_timeout = {WRITE_BUSY_TIMEOUT_MS};
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -{WRITER_CACHE_KIB};
             PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"
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
        let (database, asked) = (self.clone(), Instant::now());
        blocking(move || database.read_since(asked, work)).await
    }

    /// As [`Database::read`], for a thread of the caller's own, for work that goes on for longer than a request should.
    pub fn read_blocking<T, E: From<Error>>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E> {
        self.read_since(Instant::now(), work)
    }

    fn read_since<T, E: From<Error>>(
        &self,
        asked: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.readers.get();
        if let Some(waits) = self.waits.get() {
            waits.reader.observe(asked.elapsed().as_secs_f64());
        }
        let mut connection = connection.map_err(Error::from)?;
        let mut failure = None;
        let outcome = (*connection).transaction(|connection| noting(&mut failure, work(connection)));
        settled(outcome, failure)
    }

    /// What reads on the thread that it is made on.
    pub fn near_reader(&self) -> NearReader {
        NearReader::new(Connections::new(self.uri.to_string(), Arc::clone(&self.writes)))
    }

    /// Does work that writes, as one transaction: all of it is on disk when this returns `Ok`, none of
    /// it otherwise. Writers wait for one another here, without holding a thread.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_within(WriteLimit::default(), work).await
    }

    /// Writes as [`Database::write`] does, and rolls back once `limit` is reached, so that nobody waits behind work whose
    /// caller has left.
    pub async fn write_within<T, E>(
        &self,
        limit: WriteLimit,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        // Counted from here: who waits behind others that meet a lock of another process does not wait anew for it.
        let asked = Instant::now();
        let waiting = Arc::clone(&self.writer).lock_owned();
        let mut writer = match limit.until {
            None => waiting.await,
            Some(until) => timeout_at(until.into(), waiting).await.map_err(|_| WriteLimit::timed_out())?,
        };
        let database = self.clone();
        blocking(move || {
            set_limit(&mut writer, limit);
            let outcome = database.write_since(asked, &mut writer, work);
            set_limit(&mut writer, WriteLimit::default());
            let outcome = outcome?;
            if let Some(after_commit) = database.after_commit.get() {
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
    ///
    /// Done on a thread of its own, which nobody waits for longer than that: it ends with the process at the latest, and
    /// may do so at any moment.
    pub fn checkpoint_within(&self, timeout: Duration) -> Result<(), Error> {
        let writer = Arc::clone(&self.writer);
        let (sender, done) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut writer = writer.blocking_lock();
            // Nobody listens any more if it took too long.
            let _ = sender.send(writer.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").map_err(Error::from));
        });
        done.recv_timeout(timeout).unwrap_or_else(|_| Err(Error::Interrupted("it took too long".to_owned())))
    }

    /// As [`Database::write`], for the command line, which has no async runtime.
    pub fn write_blocking<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error>,
    {
        let asked = Instant::now();
        self.write_since(asked, &mut self.writer.blocking_lock(), work)
    }

    fn write_since<T, E: From<Error>>(
        &self,
        asked: Instant,
        writer: &mut Connection,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let note_wait = || {
            if let Some(waits) = self.waits.get() {
                waits.writer.observe(asked.elapsed().as_secs_f64());
            }
        };
        let outcome = write_on(writer, asked + WRITE_PATIENCE, |connection| {
            note_wait();
            self.writes.begun();
            check_limit(connection)?;
            let outcome = work(connection)?;
            check_limit(connection)?;
            write_indexes(connection)?;
            // Only the commit itself comes after this.
            check_limit(connection)?;
            Ok(outcome)
        });
        if !self.writes.ended(outcome.is_ok()) {
            note_wait();
        }
        outcome
    }

    /// Has it timed from now on how long work waits for it. Can be said once.
    pub fn time_waits(&self, waits: DatabaseWaits) {
        let _ = self.waits.set(waits);
    }

    /// The space that it takes, and what is left for it.
    pub async fn space(&self) -> Result<Space, Error> {
        let address = Arc::clone(&self.address);
        blocking(move || Ok(space(&address))).await
    }

    /// Its pooled connections: how many there are, and how many of those nobody uses.
    pub fn readers(&self) -> (u32, u32) {
        let state = self.readers.state();
        (state.connections, state.idle_connections)
    }
}

pub(super) fn write_on<T, E: From<Error>>(
    writer: &mut Connection,
    give_up: Instant,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut work = Some(work);
    loop {
        let mut failure = None;
        let outcome = writer.immediate_transaction(|connection| match work.take() {
            Some(work) => noting(&mut failure, guarded(connection, work)),
            None => Err(Aborted::Work),
        });
        match outcome {
            // It was not even begun: another process is writing.
            Err(Aborted::Transaction(error)) if work.is_some() => match Error::from(error) {
                Error::Busy(_) if Instant::now() < give_up => check_limit(writer)?,
                error => return Err(error.into()),
            },
            outcome => return settled(outcome, failure),
        }
    }
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

pub(super) async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
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

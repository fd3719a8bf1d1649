//! The database of a server: one connection that writes, and a pool of connections that read.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::{Connection as _, ConnectionError};
use tokio::sync::{Mutex, watch};
use tokio::time::timeout_at;

use super::address::{DatabaseAddress, DiskUsage, disk_usage};
use super::connection::{Connection, make_read_only, make_writer};
use super::error::Error;
use super::inline_read::InlineReader;
use super::migrations::{self, SchemaState};
use super::mmap::ThreadConnections;
use super::transaction::{capture_error, flush_full_text, into_result, write_transaction};
use super::write_status::WriteStatus;
use super::write_yield::{WriteInstrumentation, WriteLimit, check_limit, set_limit};
use crate::metrics::DatabaseWaits;

/// The busy timeout of a pooled reader, in milliseconds.
const READ_BUSY_TIMEOUT_MS: u32 = 5_000;
/// The time for which a write, or the opening of the database, is retried while another process holds the lock.
const WRITE_RETRY_TIMEOUT: Duration = Duration::from_secs(10);
/// The pause before a retry, where SQLite's busy timeout does not apply.
const BUSY_RETRY_INTERVAL: Duration = Duration::from_millis(5);
/// The longest wait for a pooled reader.
const POOL_TIMEOUT: Duration = Duration::from_secs(5);

/// The database of one server: cheap to clone, shared by all its workers.
#[derive(Clone)]
pub struct Database {
    pub(super) writer: Arc<Mutex<Connection>>,
    readers: Pool<ConnectionManager<Connection>>,
    uri: Arc<str>,
    pub(super) address: Arc<DatabaseAddress>,
    after_commit: Arc<OnceLock<AfterCommit>>,
    waits: Arc<OnceLock<DatabaseWaits>>,
    pub(super) write_status: Arc<WriteStatus>,
}

/// The state of the pool of readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReaderPoolStatus {
    /// The number of open connections.
    pub connections: u32,
    /// The number of those that are not in use.
    pub idle: u32,
}

/// Runs after each commit, before the write is acknowledged.
type AfterCommit = Box<dyn Fn(&mut Connection) + Send + Sync>;

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened or created.
    #[error("cannot open the database {0}: {1}")]
    Open(DatabaseAddress, ConnectionError),
    /// The file cannot be created, or a name that it needs is taken by something other than a file.
    #[error("cannot create the database {0}: {1}")]
    Make(DatabaseAddress, std::io::Error),
    /// The file is open, but is not a database Cairn can use.
    #[error("cannot use the database {0}: {1}")]
    Prepare(DatabaseAddress, String),
}

impl Database {
    /// Opens the database, creates it if it does not exist, and migrates its schema.
    ///
    /// `readers` is the maximum number of read-only connections.
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
            .map_err(|cause| OpenError::Prepare(address.clone(), cause.to_string()))?;
        Ok(Self {
            writer: Arc::new(Mutex::new(writer)),
            readers,
            uri: uri.into(),
            address: Arc::new(address.clone()),
            after_commit: Arc::default(),
            waits: Arc::default(),
            write_status: Arc::default(),
        })
    }

    fn open_writer(address: &DatabaseAddress) -> Result<Connection, OpenError> {
        address.create_if_missing().map_err(|cause| OpenError::Make(address.clone(), cause))?;
        let mut writer =
            Connection::establish(&address.uri("rw")).map_err(|cause| OpenError::Open(address.clone(), cause))?;
        writer.set_instrumentation(WriteInstrumentation::new());
        let prepare = |error: Error| OpenError::Prepare(address.clone(), error.to_string());
        // Another process may open or migrate the same database at the same time.
        retry_while_busy(|| make_writer(&mut writer)).map_err(prepare)?;
        retry_while_busy(|| migrations::run(&mut writer)).map_err(prepare)?;
        Ok(writer)
    }

    /// Runs `work` in a read transaction on a thread for blocking work. It sees one snapshot of the database.
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (database, requested_at) = (self.clone(), Instant::now());
        blocking(move || database.read_since(requested_at, work)).await
    }

    /// Reads as [`Database::read`] does, but on the calling thread: for work that takes longer than a request may.
    pub fn read_blocking<T, E: From<Error>>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E> {
        self.read_since(Instant::now(), work)
    }

    fn read_since<T, E: From<Error>>(
        &self,
        requested_at: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.readers.get();
        if let Some(waits) = self.waits.get() {
            waits.reader.observe(requested_at.elapsed().as_secs_f64());
        }
        let mut connection = connection.map_err(Error::from)?;
        let mut failure = None;
        let outcome = (*connection).transaction(|connection| capture_error(&mut failure, work(connection)));
        into_result(outcome, failure)
    }

    /// Returns a reader for the calling thread.
    pub fn inline_reader(&self) -> InlineReader {
        InlineReader::new(ThreadConnections::new(self.uri.to_string(), Arc::clone(&self.write_status)))
    }

    /// Runs `work` in a write transaction: all of it is on disk when this returns `Ok`, none of it otherwise. Writers wait
    /// for one another here, without holding a thread.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_with_limit(WriteLimit::default(), work).await
    }

    /// Writes as [`Database::write`] does, and rolls back at `limit`, so that no write waits for one whose client has
    /// disconnected.
    pub async fn write_with_limit<T, E>(
        &self,
        limit: WriteLimit,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        // The timeout starts here, once for all writes that are queued before this one.
        let requested_at = Instant::now();
        let waiting = Arc::clone(&self.writer).lock_owned();
        let mut writer = match limit.until {
            None => waiting.await,
            Some(until) => timeout_at(until.into(), waiting).await.map_err(|_| WriteLimit::timed_out())?,
        };
        let database = self.clone();
        blocking(move || {
            set_limit(&mut writer, limit);
            let outcome = database.write_since(requested_at, &mut writer, work);
            set_limit(&mut writer, WriteLimit::default());
            let outcome = outcome?;
            if let Some(after_commit) = database.after_commit.get() {
                after_commit(&mut writer);
            }
            Ok(outcome)
        })
        .await
    }

    /// Runs `work` after every commit of this server, before the write is acknowledged. Takes effect once.
    pub fn after_commit(&self, work: impl Fn(&mut Connection) + Send + Sync + 'static) {
        let _ = self.after_commit.set(Box::new(work));
    }

    /// Copies the write-ahead log into the database file and empties it, so that the file can be copied alone.
    ///
    /// Runs on its own thread. After `timeout` the caller continues. The thread then ends with the process, which is
    /// safe at any moment.
    pub fn checkpoint(&self, timeout: Duration) -> Result<(), Error> {
        let writer = Arc::clone(&self.writer);
        let (sender, done) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut writer = writer.blocking_lock();
            // The receiver is gone if the timeout has passed.
            let _ = sender.send(writer.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").map_err(Error::from));
        });
        done.recv_timeout(timeout).unwrap_or_else(|_| Err(Error::Interrupted("it took too long".to_owned())))
    }

    /// Writes as [`Database::write`] does, on the calling thread, for the command line, which has no async runtime.
    pub fn write_blocking<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error>,
    {
        let requested_at = Instant::now();
        self.write_since(requested_at, &mut self.writer.blocking_lock(), work)
    }

    fn write_since<T, E: From<Error>>(
        &self,
        requested_at: Instant,
        writer: &mut Connection,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let observe_wait = || {
            if let Some(waits) = self.waits.get() {
                waits.writer.observe(requested_at.elapsed().as_secs_f64());
            }
        };
        let outcome = write_transaction(writer, requested_at + WRITE_RETRY_TIMEOUT, |connection| {
            observe_wait();
            self.write_status.begin();
            check_limit(connection)?;
            let outcome = work(connection)?;
            check_limit(connection)?;
            flush_full_text(connection)?;
            // Only the commit itself comes after this.
            check_limit(connection)?;
            Ok(outcome)
        });
        if !self.write_status.end(outcome.is_ok()) {
            observe_wait();
        }
        outcome
    }

    /// Records from now on how long work waits for a connection. Takes effect once.
    pub fn record_waits(&self, waits: DatabaseWaits) {
        let _ = self.waits.set(waits);
    }

    /// Measures the disk space that the database uses, and the free space.
    pub async fn disk_usage(&self) -> Result<DiskUsage, Error> {
        let address = Arc::clone(&self.address);
        blocking(move || Ok(disk_usage(&address))).await
    }

    /// Returns the state of the pool of readers.
    pub fn reader_pool_status(&self) -> ReaderPoolStatus {
        let state = self.readers.state();
        ReaderPoolStatus { connections: state.connections, idle: state.idle_connections }
    }

    /// Subscribes to the commits of this server.
    pub fn subscribe_commits(&self) -> watch::Receiver<u64> {
        self.write_status.subscribe()
    }

    /// Compares the schema with that of this program.
    pub async fn schema(&self) -> Result<SchemaState, Error> {
        self.read(migrations::state).await
    }
}

/// Retries `attempt` while it fails because the database is busy.
fn retry_while_busy<T>(mut attempt: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    let give_up = Instant::now() + WRITE_RETRY_TIMEOUT;
    loop {
        match attempt() {
            Err(Error::Busy(_)) if Instant::now() < give_up => std::thread::sleep(BUSY_RETRY_INTERVAL),
            outcome => return outcome,
        }
    }
}

/// Runs blocking work on the blocking thread pool.
pub(super) async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Interrupted(error.to_string()))?
}

/// Makes each pooled connection read-only.
#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<Connection, diesel::r2d2::Error> for ReadOnly {
    fn on_acquire(&self, connection: &mut Connection) -> Result<(), diesel::r2d2::Error> {
        make_read_only(connection, READ_BUSY_TIMEOUT_MS).map_err(diesel::r2d2::Error::QueryError)
    }
}

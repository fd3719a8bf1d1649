//! Scratch copies: private copies of a whole database that can be written without changing it, and that end with their
//! owner.
//!
//! Each is in a folder of its own beside the database, which only its owner may open. A lock on a file in that folder
//! lasts as long as the process, so that the folders of killed processes can be told from those in use. Must not know
//! the meaning of the tables.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use tempfile::TempDir;

use super::address::{DatabaseAddress, disk_usage};
use super::connection;
use super::database::{Database, OpenError};
use super::error::Error;
use super::private_files::{self, parent_folder};

/// The busy timeout of the connection that copies, in milliseconds.
const BUSY_TIMEOUT_MS: u32 = 5_000;

/// The maximum number of connections that read a copy.
const READERS: u32 = 4;

/// The end of the names of the folders.
const SUFFIX: &str = ".scratch";

/// The name of the locked file in a folder.
const LOCK: &str = "lock";

/// The age up to which a folder without a lock belongs to a process that is just creating it.
const CREATION_TIME: Duration = Duration::from_mins(1);

/// A scratch copy. Its files are removed when it is dropped.
pub struct ScratchDatabase {
    // Dropped in this order: connections are closed before the files are removed, and the lock lasts until then.
    database: Database,
    _folder: TempDir,
    _lock: File,
}

/// The limits of a scratch copy, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScratchLimits {
    /// The maximum size of the database.
    pub max_size: u64,
    /// The free disk space that must remain.
    pub min_free: u64,
}

/// The reason why a scratch copy could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// The database is larger than the maximum.
    #[error("the database has {size} bytes, more than the maximum of {max_size}")]
    TooLarge {
        /// The size of the database.
        size: u64,
        /// The maximum.
        max_size: u64,
    },
    /// The copy would not leave the required free space.
    #[error("the copy may take {needed} bytes, and only {available} are available")]
    NoSpace {
        /// The size that the copy may have.
        needed: u64,
        /// The free space above the required minimum.
        available: u64,
    },
    /// The files cannot be created.
    #[error("the copy cannot be created: {0}")]
    Create(#[from] io::Error),
    /// The copy cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database cannot be copied.
    #[error(transparent)]
    Database(#[from] Error),
}

impl Database {
    /// Makes a scratch copy of the current snapshot. Blocks the calling thread until it is complete.
    pub fn scratch_copy(&self, limits: ScratchLimits) -> Result<ScratchDatabase, ScratchError> {
        ScratchDatabase::create(&self.address, limits)
    }

    /// Removes the scratch copies that killed processes have left. Returns their number.
    pub fn remove_abandoned_scratch_copies(&self) -> io::Result<usize> {
        remove_abandoned(&self.address)
    }
}

impl ScratchDatabase {
    /// Copies the current snapshot of a database. Does not block its writer.
    fn create(from: &DatabaseAddress, limits: ScratchLimits) -> Result<Self, ScratchError> {
        check_limits(from, limits)?;
        let folder = create_folder(from)?;
        let lock = private_files::create(&folder.path().join(LOCK))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::Error(error) => error,
            TryLockError::WouldBlock => io::Error::other("another process has locked the new folder"),
        })?;
        let address = DatabaseAddress::file(folder.path().join("scratch.db"));
        // Closed before SQLite opens it: closing it later would release this process's locks on it (POSIX).
        drop(private_files::create(address.path())?);
        let mut connection = connection::open(from, "ro")?;
        connection.batch_execute(&format!("PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")).map_err(Error::from)?;
        diesel::sql_query("VACUUM INTO ?")
            .bind::<Text, _>(address.path().to_string_lossy())
            .execute(&mut connection)
            .map_err(Error::from)?;
        drop(connection);
        let database = Database::open(&address, READERS)?;
        // A copy that a crash damages is never opened again.
        let pragmas = "PRAGMA synchronous = OFF";
        database.writer.blocking_lock().batch_execute(pragmas).map_err(Error::from)?;
        Ok(Self { database, _folder: folder, _lock: lock })
    }

    /// Returns the copy as a database.
    pub fn database(&self) -> &Database {
        &self.database
    }
}

fn check_limits(from: &DatabaseAddress, limits: ScratchLimits) -> Result<(), ScratchError> {
    let usage = disk_usage(from);
    let ScratchLimits { max_size, min_free } = limits;
    if usage.used > max_size {
        return Err(ScratchError::TooLarge { size: usage.used, max_size });
    }
    // Writing to the copy makes it and its write-ahead log grow.
    let needed = usage.used.saturating_mul(2);
    match usage.free.map(|free| free.saturating_sub(min_free)) {
        Some(available) if available < needed => Err(ScratchError::NoSpace { needed, available }),
        _ => Ok(()),
    }
}

fn name_prefix(database: &Path) -> String {
    format!(".{}.", database.file_name().unwrap_or_default().to_string_lossy())
}

fn create_folder(database: &DatabaseAddress) -> io::Result<TempDir> {
    let prefix = name_prefix(database.path());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(parent_folder(database.path()))
}

/// Removes the scratch copies of a database whose processes have ended. Returns their number.
fn remove_abandoned(database: &DatabaseAddress) -> io::Result<usize> {
    let prefix = name_prefix(database.path());
    let mut count = 0;
    for entry in fs::read_dir(parent_folder(database.path()))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // `file_type` does not follow links.
        let is_scratch = name.starts_with(&prefix) && name.ends_with(SUFFIX) && entry.file_type()?.is_dir();
        if is_scratch && is_abandoned(&entry.path())? {
            fs::remove_dir_all(entry.path())?;
            count += 1;
        }
    }
    Ok(count)
}

fn is_abandoned(folder: &Path) -> io::Result<bool> {
    match private_files::open(&folder.join(LOCK)) {
        Ok(lock) => Ok(lock.try_lock().is_ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let created = folder.metadata()?.modified()?;
            Ok(created.elapsed().is_ok_and(|age| age > CREATION_TIME))
        }
        Err(error) => Err(error),
    }
}

//! Replaces a database by a copy.
//!
//! Guarantees that no server uses the database meanwhile, that the old database exists until the new one does, and
//! that no write-ahead log of the old one remains, which SQLite would apply to the new one. Must not know the meaning
//! of the tables.

use std::fs;
use std::path::PathBuf;

use chrono::Utc;
use diesel::connection::SimpleConnection;

use super::address::{DatabaseAddress, SIDE_FILE_SUFFIXES};
use super::backup::{CopyError, DatabaseCopy};
use super::connection::{self, Connection};
use super::error::Error;
use super::inspector::journal_mode;
use super::private_files::{self, sync_folder};

/// The busy timeout of the lock, in milliseconds.
const BUSY_TIMEOUT_MS: u32 = 500;

/// The path of the database to replace, locked so that no other program opens it.
pub struct RestoreTarget {
    address: DatabaseAddress,
    state: TargetState,
}

/// The content of a restore target.
enum TargetState {
    /// No file.
    Empty,
    /// A database, locked while the connection is open. All of it is in its one file.
    Locked(Connection),
    /// A file that cannot be opened as a database.
    Damaged,
}

/// The reason why a database cannot be replaced.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Another program has the database open.
    #[error("another program has {0} open")]
    InUse(DatabaseAddress),
    /// The path is a symbolic link.
    #[error("{0} is a symbolic link; name the file that it points to")]
    Link(DatabaseAddress),
    /// The new database cannot be installed.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

impl RestoreTarget {
    /// Returns true if a database or one of its side files exists.
    pub fn is_occupied(address: &DatabaseAddress) -> bool {
        let has_file = |suffix| private_files::exists(&address.side_file(suffix));
        private_files::exists(address.path()) || SIDE_FILE_SUFFIXES.into_iter().any(has_file)
    }

    /// Fails if the path is a symbolic link.
    pub fn check(address: &DatabaseAddress) -> Result<(), RestoreError> {
        if private_files::is_link(address.path()) {
            return Err(RestoreError::Link(address.clone()));
        }
        Ok(())
    }

    /// Locks the database, and copies its write-ahead log into its file.
    pub fn lock(address: &DatabaseAddress) -> Result<Self, RestoreError> {
        Self::check(address)?;
        if !address.path().exists() {
            // A write-ahead log without its database is no database.
            let state = if Self::is_occupied(address) { TargetState::Damaged } else { TargetState::Empty };
            return Ok(Self { address: address.clone(), state });
        }
        let state = match lock_exclusive(address) {
            Ok(connection) => TargetState::Locked(connection),
            Err(Error::Busy(_)) => return Err(RestoreError::InUse(address.clone())),
            Err(_) => TargetState::Damaged,
        };
        Ok(Self { address: address.clone(), state })
    }

    /// Installs the copy. Returns the path to which a damaged database was moved.
    pub fn install(self, copy: DatabaseCopy) -> Result<Option<PathBuf>, RestoreError> {
        let path = self.address.path();
        let failed = |cause| CopyError::Write(path.display().to_string(), cause);
        if path.exists() {
            copy.copy_ownership(path).map_err(failed)?;
        }
        let quarantined = match &self.state {
            TargetState::Damaged => Some(quarantine(&self.address).map_err(failed)?),
            TargetState::Empty | TargetState::Locked(_) => None,
        };
        // The lock is held until the new database is in place. A program that opens the database in between finds it
        // locked, and finds the new one when it retries.
        copy.persist(true)?;
        if let TargetState::Locked(mut connection) = self.state {
            // The old file has no name any more, so that an error does not matter.
            let _ = connection.batch_execute("ROLLBACK");
        }
        Ok(quarantined)
    }
}

/// Takes the exclusive lock. This copies the write-ahead log into the file and removes it, which fails if another
/// program has the database open.
fn lock_exclusive(address: &DatabaseAddress) -> Result<Connection, Error> {
    let mut connection = connection::open(address, "rw")?;
    // In this mode a transaction without writes creates no side file, so that none can be left behind.
    connection.batch_execute(&format!(
        "PRAGMA busy_timeout = {BUSY_TIMEOUT_MS};
         PRAGMA journal_mode = DELETE;
         BEGIN EXCLUSIVE;"
    ))?;
    if journal_mode(&mut connection)? != "delete" {
        return Err(Error::Busy("another program opened it".to_owned()));
    }
    for suffix in ["-wal", "-shm"] {
        // Neither is needed any more, and usually they do not exist.
        let _ = fs::remove_file(address.side_file(suffix));
    }
    Ok(connection)
}

/// Renames a database and its side files, so that they can be examined later.
fn quarantine(address: &DatabaseAddress) -> std::io::Result<PathBuf> {
    let target = address.side_file(&format!(".damaged-{}", Utc::now().format("%Y%m%dT%H%M%SZ")));
    let renamed = DatabaseAddress::file(&target);
    for suffix in SIDE_FILE_SUFFIXES {
        let from = address.side_file(suffix);
        if private_files::exists(&from) {
            fs::rename(from, renamed.side_file(suffix))?;
        }
    }
    if address.path().exists() {
        fs::rename(address.path(), &target)?;
    }
    sync_folder(address.path())?;
    Ok(target)
}

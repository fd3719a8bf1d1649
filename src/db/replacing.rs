//! Putting a copy in the place of a database.
//!
//! Owns that no server works on the database meanwhile, that the old one is there until the new one is, and that no log of
//! the old one is left beside the new, which SQLite would take for its own. Must not know what the tables mean.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Utc;
use diesel::Connection as _;
use diesel::connection::SimpleConnection;

use super::address::BESIDE;
use super::backup::{CopyError, DatabaseCopy, sync_folder};
use super::inspecting::journal_mode;
use super::{Connection, DatabaseAddress, Error, private_files};

/// How long another program may take to let go.
const BUSY_TIMEOUT_MS: u32 = 500;

/// The place of a database, held so that nobody else opens what is there.
pub struct Place {
    address: DatabaseAddress,
    standing: Standing,
}

/// What is in the place.
enum Standing {
    /// Nothing.
    Nothing,
    /// A database, locked as long as the connection is open. All of it is in its one file.
    Whole(Connection),
    /// Something that cannot be opened as a database.
    Damaged,
}

/// Why a place could not be had.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// Another program has the database open.
    #[error("another program has {0} open")]
    InUse(DatabaseAddress),
    /// A symbolic link has the name.
    #[error("{0} is a symbolic link; name the file that it leads to")]
    Link(DatabaseAddress),
    /// The new database cannot be put there.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

impl Place {
    /// Whether anything of a database is there.
    pub fn is_taken(address: &DatabaseAddress) -> bool {
        let is_there = |suffix| private_files::is_there(&beside(address.path(), suffix));
        private_files::is_there(address.path()) || BESIDE.into_iter().any(is_there)
    }

    /// Refuses a place whose name is that of a symbolic link.
    pub fn check(address: &DatabaseAddress) -> Result<(), PlaceError> {
        if private_files::is_link(address.path()) {
            return Err(PlaceError::Link(address.clone()));
        }
        Ok(())
    }

    /// Holds the place of a database, and brings into its file what stands in its log.
    pub fn hold(address: &DatabaseAddress) -> Result<Self, PlaceError> {
        Self::check(address)?;
        if !address.path().exists() {
            // A log without its database is no database.
            let standing = if Self::is_taken(address) { Standing::Damaged } else { Standing::Nothing };
            return Ok(Self { address: address.clone(), standing });
        }
        let standing = match lock(address) {
            Ok(connection) => Standing::Whole(connection),
            Err(Error::Busy(_)) => return Err(PlaceError::InUse(address.clone())),
            Err(_) => Standing::Damaged,
        };
        Ok(Self { address: address.clone(), standing })
    }

    /// Puts the copy there; answers with the name under which something damaged was put aside.
    pub fn fill(self, copy: DatabaseCopy) -> Result<Option<PathBuf>, PlaceError> {
        let path = self.address.path();
        let failed = |cause| CopyError::Write { path: path.display().to_string(), cause };
        if path.exists() {
            copy.resemble(path).map_err(failed)?;
        }
        let aside = match &self.standing {
            Standing::Damaged => Some(put_aside(path).map_err(failed)?),
            Standing::Nothing | Standing::Whole(_) => None,
        };
        // The lock holds until the new one is there: whoever opens the database in between finds it locked, and next time
        // finds the new one.
        copy.keep(true)?;
        if let Standing::Whole(mut connection) = self.standing {
            // It is of no consequence to the old file, which has no name any more.
            let _ = connection.batch_execute("ROLLBACK");
        }
        Ok(aside)
    }
}

/// Locks out everybody else. The log is emptied into the file and removed on the way, which nobody else may have open.
fn lock(address: &DatabaseAddress) -> Result<Connection, Error> {
    let mut connection =
        Connection::establish(&address.uri("rw")).map_err(|error| Error::Unreadable(error.to_string()))?;
    // In this mode a transaction that writes nothing makes no file beside the database: none can be left there.
    connection.batch_execute(&format!(
        "PRAGMA busy_timeout = {BUSY_TIMEOUT_MS};
         PRAGMA journal_mode = DELETE;
         BEGIN EXCLUSIVE;"
    ))?;
    if journal_mode(&mut connection)? != "delete" {
        return Err(Error::Busy("it was opened meanwhile".to_owned()));
    }
    for suffix in ["-wal", "-shm"] {
        // None is needed any more, and most are not there.
        let _ = fs::remove_file(beside(address.path(), suffix));
    }
    Ok(connection)
}

/// Renames a database and what stands beside it, so that it can be looked at later.
fn put_aside(path: &Path) -> std::io::Result<PathBuf> {
    let aside = beside(path, &format!(".damaged-{}", Utc::now().format("%Y%m%dT%H%M%SZ")));
    for suffix in BESIDE {
        let from = beside(path, suffix);
        if private_files::is_there(&from) {
            fs::rename(from, beside(&aside, suffix))?;
        }
    }
    if path.exists() {
        fs::rename(path, &aside)?;
    }
    sync_folder(path)?;
    Ok(aside)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

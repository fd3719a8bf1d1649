//! Copies of a whole database, made while it is in use.
//!
//! A copy gets its name only when it is complete: it is written in a folder beside the target that only its owner may
//! open, and then renamed. Must not know the meaning of the tables.
//!
//! Uses `VACUUM INTO` (<https://sqlite.org/lang_vacuum.html>), which needs only a connection. It reads one snapshot,
//! so that writers are not blocked, and writes a single file without a write-ahead log.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use tempfile::{TempDir, TempPath};

use super::address::DatabaseAddress;
use super::connection;
use super::error::Error;
use super::inspector::Inspector;
use super::private_files::{self, parent_folder, sync_folder};

const BUSY_TIMEOUT_MS: u32 = 5_000;

/// A copy under a temporary name. It is removed unless it is persisted.
pub struct DatabaseCopy {
    file: TempPath,
    /// The device and inode of the file, to detect a replacement.
    identity: (u64, u64),
    target: PathBuf,
    /// Removed last.
    _folder: TempDir,
}

/// The reason why a copy could not be made or moved to its target.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// There is no such database.
    #[error("there is no database {0}")]
    Missing(DatabaseAddress),
    /// The database cannot be read.
    #[error("{0}")]
    Database(#[from] Error),
    /// The copy cannot be written.
    #[error("{0} cannot be written: {1}")]
    Write(String, std::io::Error),
    /// The target exists already.
    #[error("{0} is there already")]
    Exists(String),
    /// The copy failed a check.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
}

impl DatabaseCopy {
    /// Copies a database and checks the copy. `target` is its future name.
    pub fn create(from: &DatabaseAddress, target: &Path) -> Result<Self, CopyError> {
        if !from.path().exists() {
            return Err(CopyError::Missing(from.clone()));
        }
        let failed = |cause| CopyError::Write(target.display().to_string(), cause);
        private_files::check_target(target).map_err(failed)?;
        // SQLite opens the file by its name. In this folder nobody else can replace it.
        let folder = private_folder(target).map_err(failed)?;
        let file = folder.path().join("copy.db");
        // Closed before SQLite opens it: closing it later would release this process's locks on it (POSIX).
        let identity = private_files::create(&file).and_then(|file| private_files::identity(&file)).map_err(failed)?;
        let file = TempPath::try_from_path(file).map_err(failed)?;
        let mut connection = connection::open(from, "ro")?;
        connection.batch_execute(&format!("PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")).map_err(Error::from)?;
        diesel::sql_query("VACUUM INTO ?")
            .bind::<Text, _>(file.to_string_lossy())
            .execute(&mut connection)
            .map_err(Error::from)?;
        drop(connection);
        let copy = Self { file, identity, target: target.to_owned(), _folder: folder };
        if let Some(damage) = copy.inspect()?.integrity_check()?.into_iter().next() {
            return Err(CopyError::Damaged(damage));
        }
        copy.open().and_then(|file| file.sync_all()).map_err(failed)?;
        Ok(copy)
    }

    /// Opens the file, if it is still the one that was created.
    fn open(&self) -> std::io::Result<File> {
        let file = private_files::open(&self.file)?;
        if private_files::identity(&file)? != self.identity {
            return Err(std::io::Error::other("another file has taken the place of the copy"));
        }
        Ok(file)
    }

    /// Opens the copy for inspection.
    pub fn inspect(&self) -> Result<Inspector, Error> {
        Inspector::open(&DatabaseAddress::file(&*self.file))
    }

    /// Sets the `AUTOINCREMENT` sequence of a table to `last`, so that new rows get greater numbers.
    pub fn set_sequence(&self, table: &str, last: i64) -> Result<(), Error> {
        let address = DatabaseAddress::file(&*self.file);
        let mut connection = connection::open(&address, "rw")?;
        // A single file without a write-ahead log, as before.
        connection.batch_execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;")?;
        diesel::sql_query("DELETE FROM sqlite_sequence WHERE name = ?")
            .bind::<Text, _>(table)
            .execute(&mut connection)?;
        diesel::sql_query("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)")
            .bind::<Text, _>(table)
            .bind::<BigInt, _>(last)
            .execute(&mut connection)?;
        Ok(connection.batch_execute("COMMIT")?)
    }

    /// Returns the size in bytes.
    pub fn size(&self) -> u64 {
        fs::metadata(&self.file).map_or(0, |metadata| metadata.len())
    }

    /// Renames the copy to its target. An existing file is replaced only with `overwrite`.
    pub fn persist(self, overwrite: bool) -> Result<(), CopyError> {
        let target = &self.target;
        let persisted = if overwrite { self.file.persist(target) } else { self.file.persist_noclobber(target) };
        persisted.map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => CopyError::Exists(target.display().to_string()),
            _ => CopyError::Write(target.display().to_string(), error.error),
        })?;
        sync_folder(target).map_err(|cause| CopyError::Write(target.display().to_string(), cause))
    }

    /// Gives the copy the owner and permissions of the file that it replaces.
    pub(super) fn copy_ownership(&self, model: &Path) -> std::io::Result<()> {
        let (file, model) = (self.open()?, private_files::open(model)?.metadata()?);
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            let own = file.metadata()?;
            if (own.uid(), own.gid()) != (model.uid(), model.gid()) {
                fchown(&file, Some(model.uid()), Some(model.gid()))?;
            }
        }
        file.set_permissions(model.permissions())
    }
}

/// Creates a folder beside `target` that only its owner may open. It is removed when dropped.
fn private_folder(target: &Path) -> std::io::Result<TempDir> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".partial");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(parent_folder(target))
}

//! The address of a database, as `DATABASE_URL` gives it, and the disk space of the database.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{fs, io};

use super::private_files;

/// The suffixes of the files that SQLite keeps beside a database file.
pub(super) const SIDE_FILE_SUFFIXES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The path of the database file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseAddress {
    path: PathBuf,
}

impl DatabaseAddress {
    /// The database in the file at `path`.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Creates the file if it does not exist, readable and writable by its owner only. SQLite gives its side files
    /// the same permissions. A symbolic link may point to an existing database. A file is neither created through a
    /// link nor opened if a side file is a link.
    pub(super) fn create_if_missing(&self) -> io::Result<()> {
        let is_dangling = private_files::is_link(&self.path) && !self.path.exists();
        if is_dangling {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "it is a symbolic link to a file that does not exist",
            ));
        }
        for suffix in SIDE_FILE_SUFFIXES {
            let side_file = self.side_file(suffix);
            if private_files::is_link(&side_file) {
                let detail =
                    format!("{} is a symbolic link, which Cairn never creates; remove it", side_file.display());
                return Err(io::Error::new(io::ErrorKind::InvalidInput, detail));
            }
        }
        if private_files::exists(&self.path) {
            return Ok(());
        }
        match private_files::create(&self.path) {
            // Another process created it first.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            created => created.map(drop),
        }
    }

    /// Returns the path of a file that SQLite keeps beside the database file, such as its log (`-wal`).
    pub(super) fn side_file(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    }

    /// Returns true if `file` is the database file or one of its side files, also through a link.
    pub fn includes(&self, file: &Path) -> bool {
        let Ok(file) = file.canonicalize() else { return false };
        let parts = SIDE_FILE_SUFFIXES.iter().map(|suffix| self.side_file(suffix)).chain([self.path.clone()]);
        parts.into_iter().any(|part| part.canonicalize().is_ok_and(|part| part == file))
    }

    /// Returns the address as an SQLite URI (<https://sqlite.org/uri.html>) with an open mode.
    pub(super) fn uri(&self, mode: &str) -> String {
        let mut uri = String::from("file:");
        for character in self.path.to_string_lossy().chars() {
            match character {
                '%' => uri.push_str("%25"),
                '?' => uri.push_str("%3f"),
                '#' => uri.push_str("%23"),
                other => uri.push(other),
            }
        }
        uri.push_str("?mode=");
        uri.push_str(mode);
        uri
    }
}

impl std::fmt::Display for DatabaseAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.path.display().fmt(formatter)
    }
}

/// The text is not the address of a database that Cairn can open.
#[derive(Debug, thiserror::Error)]
pub enum InvalidDatabaseAddress {
    /// Another kind of database.
    #[error(
        "DATABASE_URL has the scheme \"{0}:\"; Cairn stores in SQLite: give a file name (cairn.db) or sqlite://FILE"
    )]
    UnknownScheme(String),
    /// No file name.
    #[error("DATABASE_URL names no file; give a file name such as cairn.db, or sqlite://FILE")]
    NoFile,
    /// A database in memory, which is lost when the process ends.
    #[error("DATABASE_URL names a database in memory, which is lost when the process ends; give a file name")]
    InMemory,
}

impl FromStr for DatabaseAddress {
    type Err = InvalidDatabaseAddress;

    /// Accepts a file name, `sqlite:FILE`, `sqlite://FILE` and `file:FILE`.
    fn from_str(text: &str) -> Result<Self, InvalidDatabaseAddress> {
        let file = match text.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => match scheme.to_ascii_lowercase().as_str() {
                "sqlite" | "file" => rest.strip_prefix("//").unwrap_or(rest),
                other => return Err(InvalidDatabaseAddress::UnknownScheme(other.to_owned())),
            },
            _ => text,
        };
        if file.contains(":memory:") {
            return Err(InvalidDatabaseAddress::InMemory);
        }
        if file.trim().is_empty() {
            return Err(InvalidDatabaseAddress::NoFile);
        }
        Ok(Self::file(file))
    }
}

/// Returns true if `text` is a URI scheme (RFC 3986) of at least two letters. One letter is a drive letter.
fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

/// Disk space, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskUsage {
    /// The size of the database, with its write-ahead log.
    pub used: u64,
    /// The free space of its file system for unprivileged users; none if it is unknown.
    pub free: Option<u64>,
}

/// Measures the disk space of a database.
pub fn disk_usage(address: &DatabaseAddress) -> DiskUsage {
    let size = |suffix| fs::metadata(address.side_file(suffix)).map_or(0, |metadata| metadata.len());
    DiskUsage { used: size("") + size("-wal"), free: free(address) }
}

#[cfg(unix)]
fn free(address: &DatabaseAddress) -> Option<u64> {
    let status = rustix::fs::statvfs(private_files::parent_folder(address.path())).ok()?;
    Some(status.f_bavail.saturating_mul(status.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &DatabaseAddress) -> Option<u64> {
    None
}

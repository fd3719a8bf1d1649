//! The address of a database, as `DATABASE_URL` gives it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where the database is: a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseAddress {
    path: PathBuf,
}

impl DatabaseAddress {
    /// The database in the file at `path`.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The address as SQLite's URI file names want it (sqlite.org/uri.html), with its open mode.
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
    /// A database that would be gone with the process.
    #[error("DATABASE_URL asks for a database in memory, which would lose every write at the end; give a file name")]
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

/// A scheme of RFC 3986 of at least two letters, so that a drive letter is none.
fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

//! Database errors.

/// A failure of the database, never of the caller's input.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process held the lock on the database for too long.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// No read-only connection became free in time.
    #[error("no connection became free: {0}")]
    Exhausted(#[from] diesel::r2d2::PoolError),
    /// The disk is full.
    #[error("there is no space left: {0}")]
    Full(String),
    /// The database is read-only.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// The disk fails, or the connection to it.
    #[error("disk error: {0}")]
    Disk(String),
    /// The file is not a database, or is incomplete.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The database cannot be opened.
    #[error("the database cannot be opened: {0}")]
    Unreadable(String),
    /// A statement failed.
    #[error("a database statement failed: {0}")]
    Statement(diesel::result::Error),
    /// Stored data cannot be decoded.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Migration(String),
    /// The work was interrupted by a bug or a shutdown.
    #[error("the work on the database did not finish: {0}")]
    Interrupted(String),
    /// The write exceeded its time limit and was rolled back.
    #[error("the write ran out of time: {0}")]
    TimedOut(String),
    /// The write was cancelled while it ran, and was rolled back.
    #[error("the write was cancelled: {0}")]
    Cancelled(String),
}

impl Error {
    /// Returns true if the transaction has ended or must end because of this error.
    pub fn ends_transaction(&self) -> bool {
        matches!(self, Self::Full(_) | Self::Disk(_) | Self::Damaged(_) | Self::TimedOut(_) | Self::Cancelled(_))
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        if let diesel::result::Error::RollbackErrorOnCommit { commit_error, .. } = error {
            return Self::from(*commit_error);
        }
        let diesel::result::Error::DatabaseError(_, information) = &error else { return Self::Statement(error) };
        // Diesel distinguishes these only by their messages, those of sqlite3_errstr.
        let said = information.message();
        let make = match said {
            "database is locked" | "database table is locked" => Self::Busy,
            "database or disk is full" => Self::Full,
            "attempt to write a readonly database" => Self::ReadOnly,
            "disk I/O error" | "unable to open database file" => Self::Disk,
            _ if said.starts_with("database disk image is malformed") || said == "file is not a database" => {
                Self::Damaged
            }
            _ => return Self::Statement(error),
        };
        make(said.to_owned())
    }
}

impl From<serde_json::Error> for Error {
    /// The error of JSON that Cairn stored and cannot parse.
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

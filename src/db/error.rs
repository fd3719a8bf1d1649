//! What can go wrong with the database.

/// A failure of the database, never of the caller's input.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the database and did not let go in time.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// No read-only connection came free in time.
    #[error("no connection came free: {0}")]
    Exhausted(#[from] diesel::r2d2::PoolError),
    /// There is no space left for what is to be written.
    #[error("there is no space left: {0}")]
    Full(String),
    /// The database may only be read.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// The disk, or what leads to it, fails.
    #[error("the disk fails: {0}")]
    Disk(String),
    /// The file is not a database, or not a whole one.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// It cannot be opened.
    #[error("the database cannot be opened: {0}")]
    Unreadable(String),
    /// A statement failed.
    #[error("a database statement failed: {0}")]
    Statement(diesel::result::Error),
    /// What was stored cannot be read back.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// The schema could not be brought up to date.
    #[error("a migration failed: {0}")]
    Migration(String),
    /// The work on the database was cut off by a bug or a shutdown.
    #[error("the work on the database did not finish: {0}")]
    Interrupted(String),
    /// The write took longer than it may, and was rolled back.
    #[error("the write ran out of time: {0}")]
    TimedOut(String),
    /// The write was cancelled while it ran, and was rolled back.
    #[error("the write was called off: {0}")]
    Cancelled(String),
}

impl Error {
    /// Returns true if nothing more can be done in the transaction that it happened in: that may have ended with it, or has to.
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
        // Diesel tells these apart in words only: those of sqlite3_errstr.
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
    /// JSON that Cairn stored itself and cannot read any more.
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

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
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        match &error {
            diesel::result::Error::DatabaseError(_, information)
                if ["database is locked", "database table is locked"].contains(&information.message()) =>
            {
                Self::Busy(information.message().to_owned())
            }
            _ => Self::Statement(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    /// JSON that Cairn stored itself and cannot read any more.
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

//! The reason why there is no preview database.

use crate::db::{self, ScratchError};

/// The reason why there is no preview database.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The copy could not be made.
    #[error(transparent)]
    Copy(#[from] ScratchError),
    /// The working copies could not be published in it.
    #[error("the working copies could not be published: {0}")]
    Publish(#[from] db::Error),
    /// The copy is still being made.
    #[error("the copy is still being made")]
    NotReady,
    /// The server stops.
    #[error("the server is stopping")]
    Stopping,
}

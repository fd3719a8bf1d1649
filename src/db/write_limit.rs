//! The limit of a write: a deadline, and a check for cancellation.
//!
//! SQLite runs one write at a time, so that a write whose client has disconnected would block all others. Work checks
//! its limit between statements, in the functions that are called once for each entity. Must not know what sets the
//! limit.

use std::fmt;
use std::time::Instant;

use super::error::Error;

/// The limit of one write. Writes of the command line and of jobs have none.
#[derive(Default)]
pub struct WriteLimit {
    /// The deadline of the commit.
    pub until: Option<Instant>,
    /// Returns true once the caller has lost its permission to write.
    pub is_cancelled: Option<Box<dyn Fn() -> bool + Send>>,
}

impl fmt::Debug for WriteLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WriteLimit").field("until", &self.until).finish_non_exhaustive()
    }
}

impl WriteLimit {
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.until.is_some_and(|until| Instant::now() >= until) {
            return Err(Self::timed_out());
        }
        if self.is_cancelled.as_ref().is_some_and(|is_cancelled| is_cancelled()) {
            return Err(Error::Cancelled("its caller may no longer write; it was rolled back".to_owned()));
        }
        Ok(())
    }

    /// Returns the error of a write that missed its deadline.
    pub(super) fn timed_out() -> Error {
        Error::TimedOut("it exceeded the time limit of its request and was rolled back".to_owned())
    }
}

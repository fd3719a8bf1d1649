//! The limit of a write: by when it has to end, and whether it was called off meanwhile.
//!
//! SQLite runs one write at a time, so that a write which nobody waits for any more would hold up all others. Work checks
//! its limit between statements: the functions that are called once for each entity do. Must not know what sets it.

use std::fmt;
use std::time::Instant;

use diesel::Connection as _;

use super::yielding::Yielding;
use super::{Connection, Error};

/// The limit of one write. Without one, as at the command line and in jobs, a write takes as long as it needs.
#[derive(Default)]
pub struct WriteLimit {
    /// The moment by which it has to be committed.
    pub until: Option<Instant>,
    /// Returns true once the caller may not write any more.
    pub is_called_off: Option<Box<dyn Fn() -> bool + Send>>,
}

impl fmt::Debug for WriteLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WriteLimit").field("until", &self.until).finish_non_exhaustive()
    }
}

impl WriteLimit {
    fn check(&self) -> Result<(), Error> {
        if self.until.is_some_and(|until| Instant::now() >= until) {
            return Err(Self::timed_out());
        }
        if self.is_called_off.as_ref().is_some_and(|is_called_off| is_called_off()) {
            return Err(Error::CalledOff("its caller may not write any more, and it was rolled back".to_owned()));
        }
        Ok(())
    }

    /// Returns the error of a write whose time is over.
    pub(super) fn timed_out() -> Error {
        Error::TimedOut("it was not committed within the time of its request, and was rolled back".to_owned())
    }
}

/// Fails once the write that runs on this connection has to end. Costs next to nothing where there is no limit.
pub fn check_limit(connection: &mut Connection) -> Result<(), Error> {
    let watch = connection.instrumentation().downcast_ref::<Yielding>();
    watch.map_or(Ok(()), |watch| watch.limit.check())
}

/// Sets the limit of what is written from now on, in the place of the one before.
pub(super) fn set_limit(connection: &mut Connection, limit: WriteLimit) {
    if let Some(watch) = connection.instrumentation().downcast_mut::<Yielding>() {
        watch.limit = limit;
    }
}

//! Writes yield the processor between their statements, and check their limit there.
//!
//! A write runs about seventy statements in a row. If all processors are busy, requests wait until the write waits
//! for the disk. With yields, no request waits for long.
//!
//! SQLite runs one write at a time, so that a write whose client has disconnected would block all others. Work checks
//! its limit also between statements, in the functions that are called once for each entity. Must not know what sets the
//! limit.

use std::time::{Duration, Instant};
use std::{fmt, thread};

use diesel::Connection as _;
use diesel::connection::{Instrumentation, InstrumentationEvent};

use super::connection::Connection;
use super::error::Error;

/// The time after which a write yields: about that of ten cached responses.
const YIELD_INTERVAL: Duration = Duration::from_micros(200);

/// The maximum number of yields of one write. Each yield waits until every other runnable thread had its turn, and a
/// long write delays the writes behind it.
const YIELDS_MAX: u32 = 8;

/// The instrumentation of the writer. It yields only inside transactions, so that work after a commit is not delayed.
#[derive(Debug)]
pub(super) struct WriteInstrumentation {
    last_yield: Instant,
    yields_left: u32,
    /// The limit of the write that runs.
    limit: WriteLimit,
}

impl WriteInstrumentation {
    pub(super) fn new() -> Self {
        Self { last_yield: Instant::now(), yields_left: 0, limit: WriteLimit::default() }
    }

    fn yield_if_due(&mut self) {
        if self.yields_left > 0 && self.last_yield.elapsed() >= YIELD_INTERVAL {
            thread::yield_now();
            self.last_yield = Instant::now();
            self.yields_left -= 1;
        }
    }
}

impl Instrumentation for WriteInstrumentation {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::BeginTransaction { depth, .. } if depth.get() == 1 => {
                self.last_yield = Instant::now();
                self.yields_left = YIELDS_MAX;
            }
            InstrumentationEvent::CommitTransaction { depth, .. } if depth.get() == 1 => {
                self.yield_if_due();
                self.yields_left = 0;
            }
            InstrumentationEvent::StartQuery { .. } => self.yield_if_due(),
            _ => {}
        }
    }
}

/// Fails once the running write of this connection has reached its limit. Negligible cost without a limit.
pub fn check_limit(connection: &mut Connection) -> Result<(), Error> {
    let instrumentation = connection.instrumentation().downcast_ref::<WriteInstrumentation>();
    instrumentation.map_or(Ok(()), |instrumentation| instrumentation.limit.check())
}

/// Sets the limit of the following writes.
pub(super) fn set_limit(connection: &mut Connection, limit: WriteLimit) {
    if let Some(instrumentation) = connection.instrumentation().downcast_mut::<WriteInstrumentation>() {
        instrumentation.limit = limit;
    }
}

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

//! Writes yield the processor between their statements, and check their limit there.
//!
//! A write runs about seventy statements in a row. If all processors are busy, requests wait until the write waits
//! for the disk. With yields, no request waits for long.

use std::thread;
use std::time::{Duration, Instant};

use diesel::Connection as _;
use diesel::connection::{Instrumentation, InstrumentationEvent};

use super::connection::Connection;
use super::error::Error;
use super::write_limit::WriteLimit;

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

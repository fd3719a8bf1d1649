//! Writes let others have the processor between their statements.
//!
//! A write is some seventy statements, one after another, and where no processor is free, whoever answers readers on it waits
//! until the write waits for the disk. In pieces the same work makes nobody wait for long.

use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::{Instrumentation, InstrumentationEvent};

use super::WriteLimit;

/// How long a write goes on before it yields: about as long as ten answers take.
const STRETCH: Duration = Duration::from_micros(200);

/// How often it does. Each time it waits for the turn of everything else that wants the processor, and what writes for longer
/// than a moment is better over with: others wait to write.
const TIMES_MAX: u32 = 8;

/// Sees what a connection does. It yields within transactions only: what follows a commit is to be known soon.
#[derive(Debug)]
pub(super) struct Yielding {
    since: Instant,
    times_left: u32,
    /// The limit of the write that runs.
    pub(super) limit: WriteLimit,
}

impl Yielding {
    pub(super) fn new() -> Self {
        Self { since: Instant::now(), times_left: 0, limit: WriteLimit::default() }
    }

    fn go_on(&mut self) {
        if self.times_left > 0 && self.since.elapsed() >= STRETCH {
            thread::yield_now();
            self.since = Instant::now();
            self.times_left -= 1;
        }
    }
}

impl Instrumentation for Yielding {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::BeginTransaction { depth, .. } if depth.get() == 1 => {
                self.since = Instant::now();
                self.times_left = TIMES_MAX;
            }
            InstrumentationEvent::CommitTransaction { depth, .. } if depth.get() == 1 => {
                self.go_on();
                self.times_left = 0;
            }
            InstrumentationEvent::StartQuery { .. } => self.go_on(),
            _ => {}
        }
    }
}

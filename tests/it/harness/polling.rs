//! Waiting for background work.

use std::time::{Duration, Instant};

/// The timeout.
const PATIENCE: Duration = Duration::from_mins(1);

/// The polling interval. Polling without a pause would slow down the awaited work.
const BETWEEN: Duration = Duration::from_millis(5);

/// Polls until there is a value, and returns it.
#[track_caller]
pub fn poll_until<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "the condition was not met in time");
        std::thread::sleep(BETWEEN);
    }
}

/// Polls until the condition holds.
#[track_caller]
pub fn eventually(mut ask: impl FnMut() -> bool) {
    poll_until(|| ask().then_some(()));
}

//! Waiting for what happens beside the requests.

use std::time::{Duration, Instant};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Asks until the answer is yes.
#[track_caller]
pub fn eventually(mut ask: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !ask() {
        assert!(begun.elapsed() < PATIENCE, "it did not come to be");
        std::thread::yield_now();
    }
}

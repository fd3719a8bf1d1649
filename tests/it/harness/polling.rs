//! Waiting for what happens beside the requests.

use std::time::{Duration, Instant};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long between two questions: whoever asks without a pause keeps others from what is waited for.
const BETWEEN: Duration = Duration::from_millis(5);

/// Asks again and again until there is something; that.
#[track_caller]
pub fn poll_until<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "it did not come to be");
        std::thread::sleep(BETWEEN);
    }
}

/// Asks until the answer is yes.
#[track_caller]
pub fn eventually(mut ask: impl FnMut() -> bool) {
    poll_until(|| ask().then_some(()));
}

//! A warning about many refusals, written to the log at most every few seconds.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The least time between two lines of the log.
const INTERVAL: Duration = Duration::from_secs(10);

/// Counts refusals, and says now and then how many there were.
#[derive(Debug)]
pub(super) struct RefusalWarning {
    begun: Instant,
    /// Refusals since the last line.
    refused: AtomicU64,
    /// When the next line may be written, in milliseconds since the beginning.
    next_ms: AtomicU64,
}

impl Default for RefusalWarning {
    fn default() -> Self {
        Self { begun: Instant::now(), refused: AtomicU64::new(0), next_ms: AtomicU64::new(0) }
    }
}

impl RefusalWarning {
    /// Counts a refusal. If a line is due, `write` gets the number of refusals since the last one.
    pub(super) fn count(&self, write: impl FnOnce(u64)) {
        let refused = self.refused.fetch_add(1, Ordering::Relaxed) + 1;
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (now, due) = (milliseconds(self.begun.elapsed()), self.next_ms.load(Ordering::Relaxed));
        let next = now.saturating_add(milliseconds(INTERVAL));
        let is_ours = || self.next_ms.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if now >= due && is_ours() {
            self.refused.fetch_sub(refused, Ordering::Relaxed);
            write(refused);
        }
    }
}

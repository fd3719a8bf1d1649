//! A warning about rejections, logged at most once per interval.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The minimum time between two log lines.
const INTERVAL: Duration = Duration::from_secs(10);

/// Counts rejections and logs their number at intervals.
#[derive(Debug)]
pub(super) struct ThrottledWarning {
    started: Instant,
    /// Rejections since the last line.
    pending: AtomicU64,
    /// The earliest time of the next line, in milliseconds since `started`.
    next_ms: AtomicU64,
}

impl Default for ThrottledWarning {
    fn default() -> Self {
        Self { started: Instant::now(), pending: AtomicU64::new(0), next_ms: AtomicU64::new(0) }
    }
}

impl ThrottledWarning {
    /// Counts a rejection. If a line is due, calls `write` with the number of rejections since the last line.
    pub(super) fn record(&self, write: impl FnOnce(u64)) {
        let pending = self.pending.fetch_add(1, Ordering::Relaxed) + 1;
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (now, due) = (milliseconds(self.started.elapsed()), self.next_ms.load(Ordering::Relaxed));
        let next = now.saturating_add(milliseconds(INTERVAL));
        let is_ours = || self.next_ms.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if now >= due && is_ours() {
            self.pending.fetch_sub(pending, Ordering::Relaxed);
            write(pending);
        }
    }
}

//! A warning about rejections, logged at most once per interval.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The minimum time between two log lines.
const INTERVAL: Duration = Duration::from_secs(10);

/// Counts rejections and logs their number at intervals.
#[derive(Debug, Default)]
pub(super) struct ThrottledWarning {
    /// The time of the first rejection.
    started: OnceLock<Instant>,
    /// Rejections since the last line.
    pending: AtomicU64,
    /// The earliest time of the next line, in milliseconds since `started`.
    next_ms: AtomicU64,
}

impl ThrottledWarning {
    /// Counts a rejection. If a line is due, calls `write` with the number of rejections since the last line.
    pub(super) fn record(&self, write: impl FnOnce(u64)) {
        let pending = self.pending.fetch_add(1, Ordering::Relaxed) + 1;
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (now, due) =
            (milliseconds(self.started.get_or_init(Instant::now).elapsed()), self.next_ms.load(Ordering::Relaxed));
        let next = now.saturating_add(milliseconds(INTERVAL));
        let is_ours = || self.next_ms.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if now >= due && is_ours() {
            self.pending.fetch_sub(pending, Ordering::Relaxed);
            write(pending);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_number_of_rejections_since_the_last_one() {
        let warning = ThrottledWarning::default();
        let record = || {
            let mut logged = None;
            warning.record(|count| logged = Some(count));
            logged
        };
        assert_eq!(record(), Some(1));
        warning.next_ms.store(u64::MAX, Ordering::Relaxed);
        assert_eq!([record(), record()], [None, None], "no line is due");
        warning.next_ms.store(0, Ordering::Relaxed);
        assert_eq!(record(), Some(3));
    }
}

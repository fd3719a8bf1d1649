//! The state of the writes of one server: the running one, and the time of the last commit.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, watch};

/// The state of the writes, and the result of the last write probe.
#[derive(Debug)]
pub(super) struct WriteStatus {
    opened: Instant,
    /// True while a write is in its transaction.
    running: AtomicBool,
    /// The time of the last commit, in milliseconds after the opening, counted from 1; 0 before the first.
    committed_ms: watch::Sender<u64>,
    pub(super) last_probe: Mutex<Option<ProbeResult>>,
}

/// The result of a write probe.
#[derive(Debug, Clone)]
pub(super) struct ProbeResult {
    pub(super) at: Instant,
    pub(super) outcome: Result<(), String>,
}

impl Default for WriteStatus {
    fn default() -> Self {
        Self {
            opened: Instant::now(),
            running: AtomicBool::new(false),
            committed_ms: watch::Sender::new(0),
            last_probe: Mutex::new(None),
        }
    }
}

impl WriteStatus {
    /// Records that a write is in its transaction.
    pub(super) fn begin(&self) {
        self.running.store(true, Ordering::SeqCst);
    }

    /// Records the end of a write. Returns true if its transaction had begun.
    pub(super) fn end(&self, is_committed: bool) -> bool {
        if is_committed {
            self.committed_ms.send_replace(self.now_ms());
        }
        self.running.swap(false, Ordering::SeqCst)
    }

    /// Returns true while a write is in its transaction.
    pub(super) fn is_running(&self) -> bool {
        self.running.load(Ordering::SeqCst)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1
    }

    /// Returns the time of the last commit on the clock of this status; 0 before the first.
    pub(super) fn committed_ms(&self) -> u64 {
        *self.committed_ms.borrow()
    }

    /// Subscribes to the time of the last commit.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.committed_ms.subscribe()
    }

    /// Returns true if nothing was committed for `time`.
    pub(super) fn is_idle_for(&self, time: Duration) -> bool {
        let committed = self.committed_ms();
        committed == 0 || Duration::from_millis(self.now_ms().saturating_sub(committed)) >= time
    }
}

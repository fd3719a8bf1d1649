//! The time for which a client may still keep the server waiting: its patience, and more for what it sends or takes, but never more than
//! that. What it did quickly at first is no credit for standing still later.

use std::time::Duration;

use super::BYTES_PER_SECOND;

/// The time that a client has left.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct Allowance {
    patience: Duration,
    left: Duration,
}

impl Allowance {
    /// All of it.
    pub(in crate::http) fn new(patience: Duration) -> Self {
        Self { patience, left: patience }
    }

    /// The time that is left.
    pub(in crate::http) fn left(self) -> Duration {
        self.left
    }

    /// The client was waited for.
    pub(in crate::http) fn spend(&mut self, waited: Duration) {
        self.left = self.left.saturating_sub(waited);
    }

    /// The client sent or took so many bytes.
    pub(in crate::http) fn earn(&mut self, bytes: u64) {
        let earned = Duration::from_millis(bytes.saturating_mul(1000) / BYTES_PER_SECOND);
        self.left = self.left.saturating_add(earned).min(self.patience);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_quickly_is_no_credit_for_later() {
        let patience = Duration::from_secs(30);
        let mut allowance = Allowance::new(patience);
        allowance.earn(10_000_000);
        assert_eq!(allowance.left(), patience);
        allowance.spend(Duration::from_secs(20));
        allowance.earn(BYTES_PER_SECOND * 5);
        assert_eq!(allowance.left(), Duration::from_secs(15));
        allowance.spend(Duration::from_mins(1));
        assert_eq!(allowance.left(), Duration::ZERO);
    }
}

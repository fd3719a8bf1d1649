//! A token bucket of waiting time: the time for which a client may still keep the server waiting. Waiting spends it. Bytes that
//! the client sends or takes refill it, but never above its maximum: a fast start does not allow a long pause later.

use std::time::Duration;

/// The minimum rate of a client whose budget is used up: the slowest mobile networks manage it.
const MIN_BYTES_PER_SECOND: u64 = 500;

/// The waiting time that a client has left.
#[derive(Debug, Clone, Copy)]
pub(super) struct WaitBudget {
    max: Duration,
    pub(super) remaining: Duration,
}

impl WaitBudget {
    pub(super) fn new(max: Duration) -> Self {
        Self { max, remaining: max }
    }

    /// Subtracts time that the server waited for the client.
    pub(super) fn spend(&mut self, waited: Duration) {
        self.remaining = self.remaining.saturating_sub(waited);
    }

    /// Adds the time that `bytes`, sent or taken by the client, are worth.
    pub(super) fn refill(&mut self, bytes: u64) {
        let refilled = Duration::from_millis(bytes.saturating_mul(1000) / MIN_BYTES_PER_SECOND);
        self.remaining = self.remaining.saturating_add(refilled).min(self.max);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fast_transfers_do_not_exceed_the_maximum() {
        let max = Duration::from_secs(30);
        let mut budget = WaitBudget::new(max);
        budget.refill(10_000_000);
        assert_eq!(budget.remaining, max);
        budget.spend(Duration::from_secs(20));
        budget.refill(MIN_BYTES_PER_SECOND * 5);
        assert_eq!(budget.remaining, Duration::from_secs(15));
        budget.spend(Duration::from_mins(1));
        assert_eq!(budget.remaining, Duration::ZERO);
    }
}

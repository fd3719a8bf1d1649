//! When a message that did not arrive is sent again.

use std::time::Duration;

/// The pauses before each further attempt. After the last of them nothing more is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retries(Vec<Duration>);

/// The share of a pause that is left to chance, so that what failed together does not come back together.
const JITTER: f64 = 0.2;

impl Retries {
    /// These pauses, in seconds.
    pub fn after_seconds(pauses: &[u32]) -> Self {
        Self(pauses.iter().map(|pause| Duration::from_secs(u64::from(*pause))).collect())
    }

    /// How long to wait after `attempts` have failed, or none if that was the last. `chance` is from 0 to 1.
    pub fn pause_after(&self, attempts: i64, chance: f64) -> Option<Duration> {
        let index = usize::try_from(attempts - 1).ok()?;
        let pause = self.0.get(index)?;
        Some(pause.mul_f64(1.0 + JITTER * chance.clamp(0.0, 1.0)))
    }
}

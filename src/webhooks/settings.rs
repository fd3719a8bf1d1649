//! The settings of webhooks: the schedule of retries, and the permitted addresses.

use std::str::FromStr;
use std::time::Duration;

use crate::outbound::AddressPolicy;

/// The settings of webhooks.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// The delays between attempts.
    pub retries: RetrySchedule,
    /// The permitted addresses of webhooks.
    pub address_policy: AddressPolicy,
}

/// The delays before the retries. After the last one the delivery fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrySchedule(Vec<Duration>);

/// The longest delay, in seconds: thirty days.
const PAUSE_MAX: u32 = 2_592_000;

/// The random share of a delay, which spreads the retries of deliveries that failed together.
const JITTER: f64 = 0.2;

impl FromStr for RetrySchedule {
    type Err = String;

    /// Parses seconds separated by commas, or `none`.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(Vec::new()));
        }
        let pause = |part: &str| part.trim().parse::<u32>().ok().filter(|pause| *pause <= PAUSE_MAX);
        let pauses = text.split(',').map(|part| {
            let seconds =
                pause(part).ok_or_else(|| format!("\"{part}\" is not a number of seconds from 0 to {PAUSE_MAX}"))?;
            Ok(Duration::from_secs(u64::from(seconds)))
        });
        pauses.collect::<Result<_, String>>().map(Self)
    }
}

impl RetrySchedule {
    /// Returns the delay after `attempts` failed attempts, or none after the last one. `chance` is a random number
    /// from 0 to 1.
    pub fn pause_after(&self, attempts: i64, chance: f64) -> Option<Duration> {
        let index = usize::try_from(attempts - 1).ok()?;
        let pause = self.0.get(index)?;
        Some(pause.mul_f64(1.0 + JITTER * chance.clamp(0.0, 1.0)))
    }
}

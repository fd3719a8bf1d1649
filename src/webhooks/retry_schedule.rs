//! When a message that did not arrive is sent again.

use std::str::FromStr;
use std::time::Duration;

/// The pauses before each further attempt. After the last of them nothing more is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrySchedule(Vec<Duration>);

/// The longest pause: thirty days.
const PAUSE_MAX: u32 = 2_592_000;

/// The share of a pause that is left to chance, so that what failed together does not come back together.
const JITTER: f64 = 0.2;

impl FromStr for RetrySchedule {
    type Err = String;

    /// Seconds with commas between them, or `none`.
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
    /// How long to wait after `attempts` have failed, or none if that was the last. `chance` is from 0 to 1.
    pub fn pause_after(&self, attempts: i64, chance: f64) -> Option<Duration> {
        let index = usize::try_from(attempts - 1).ok()?;
        let pause = self.0.get(index)?;
        Some(pause.mul_f64(1.0 + JITTER * chance.clamp(0.0, 1.0)))
    }
}

//! How long caches may keep an answer.

use crate::content::Timestamp;

const MAX_AGE_SECONDS: i64 = 60;
const STALE_SECONDS: i64 = 300;

/// How long caches may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// A minute, and a while longer while asking again, but never beyond the moment `until` which it is known that the
    /// answer can become another one.
    Short {
        /// That moment, if there is one.
        until: Option<Timestamp>,
    },
    /// Asked for again each time.
    Revalidate,
}

impl Freshness {
    /// Never beyond `moment` either.
    #[must_use]
    pub fn no_longer_than(self, moment: Option<Timestamp>) -> Self {
        match self {
            Self::Short { until } => Self::Short { until: [until, moment].into_iter().flatten().min() },
            Self::Revalidate => Self::Revalidate,
        }
    }

    /// The `Cache-Control` of an answer that is given at `now`.
    ///
    /// A browser may count its time from the end of that of the cache in between, and both may use what is stale while
    /// they ask again: it is the sum of all three that must not reach beyond the moment.
    pub fn cache_control(self, now: Timestamp) -> String {
        let until = match self {
            Self::Short { until } => until,
            Self::Revalidate => return "public, no-cache".to_owned(),
        };
        let left = until.map_or(i64::MAX, |until| (until.unix_ms() - now.unix_ms()).div_euclid(1000));
        let age = MAX_AGE_SECONDS.min(left / 3);
        if age <= 0 {
            return "public, no-cache".to_owned();
        }
        let stale = STALE_SECONDS.min(left - 2 * age);
        format!("public, max-age={age}, s-maxage={age}, stale-while-revalidate={stale}")
    }
}

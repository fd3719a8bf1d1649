//! Lifetimes of responses in caches (`Cache-Control`).

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;
use actix_web::web::Data;

use crate::content::Timestamp;

/// The time until which a response is known to be valid, and whether caches must revalidate it each time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[must_use]
pub struct Freshness {
    pub(in crate::http) until: Option<Timestamp>,
    is_no_cache: bool,
}

impl Freshness {
    /// Creates a freshness until this time, if one is known. An unscheduled change ends it earlier.
    pub fn until(until: Option<Timestamp>) -> Self {
        Self { until, is_no_cache: false }
    }

    /// Makes caches revalidate the response each time.
    pub fn no_cache(self) -> Self {
        Self { is_no_cache: true, ..self }
    }

    /// Limits the time to `moment`.
    pub fn at_most_until(self, moment: Option<Timestamp>) -> Self {
        Self { until: [self.until, moment].into_iter().flatten().min(), ..self }
    }
}

/// The lifetimes of responses whose next change is not known.
#[derive(Debug, Clone)]
pub struct CacheControlPolicy {
    /// The times in seconds: in a browser, in a shared cache, and for stale responses during revalidation.
    times: [i64; 3],
    whole: HeaderValue,
}

const NO_CACHE: HeaderValue = HeaderValue::from_static("public, no-cache");

impl CacheControlPolicy {
    /// Creates a policy from times in seconds: in a browser, in a shared cache, and for stale responses during revalidation
    /// (RFC 5861).
    pub fn new(max_age_s: u32, shared_max_age_s: u32, stale_while_revalidate_s: u32) -> Self {
        let times = [max_age_s, shared_max_age_s, stale_while_revalidate_s].map(i64::from);
        Self { times, whole: cache_control_value(times) }
    }

    /// Returns the policy of the application of a request.
    pub(in crate::http) fn of(request: &HttpRequest) -> Self {
        request.app_data::<Data<Self>>().map_or_else(Self::default, |policy| Self::clone(policy))
    }

    /// Returns the `Cache-Control` of a response that is sent now.
    ///
    /// A browser may start its time when that of the shared cache ends, and both may use a stale response during revalidation:
    /// the sum of the three times must not exceed the remaining time.
    pub fn cache_control(&self, freshness: Freshness) -> HeaderValue {
        if freshness.is_no_cache {
            return NO_CACHE;
        }
        let Some(until) = freshness.until else { return self.whole.clone() };
        let left = (until.unix_ms() - Timestamp::now().unix_ms()).div_euclid(1000);
        if left < 3 {
            return NO_CACHE;
        }
        let [max_age, shared_max_age, stale_max] = self.times;
        let (age, shared) = (max_age.min(left / 3), shared_max_age.min(left / 3));
        let times = [age, shared, stale_max.min(left - age - shared)];
        if times == self.times { self.whole.clone() } else { cache_control_value(times) }
    }
}

impl Default for CacheControlPolicy {
    /// One minute, and five minutes stale during revalidation.
    fn default() -> Self {
        Self::new(60, 60, 300)
    }
}

fn cache_control_value([max_age_s, shared_max_age_s, stale_while_revalidate_s]: [i64; 3]) -> HeaderValue {
    let text = format!(
        "public, max-age={max_age_s}, s-maxage={shared_max_age_s}, stale-while-revalidate={stale_while_revalidate_s}"
    );
    HeaderValue::try_from(text).unwrap_or(NO_CACHE)
}

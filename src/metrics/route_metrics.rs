//! The metrics of one route: computed responses with their duration, and cache hits.
//!
//! Cache hits occur thousands of times per second: counting one is a single addition.

use std::sync::OnceLock;
use std::time::Duration;

use prometheus::{Histogram, HistogramVec, IntCounter, IntCounterVec};

/// The methods with a label of their own; all others share [`OTHER_METHOD`].
const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const OTHER_METHOD: &str = "other";

/// The metrics of one route.
#[derive(Debug)]
pub struct RouteMetrics {
    label: String,
    pattern: Option<String>,
    requests: IntCounterVec,
    duration: Histogram,
    /// Cache hits: GET and HEAD, 200 and 304.
    cache_hits: [OnceLock<IntCounter>; 4],
}

impl RouteMetrics {
    pub(super) fn new(label: &str, pattern: Option<&str>, requests: &IntCounterVec, durations: &HistogramVec) -> Self {
        Self {
            label: label.to_owned(),
            pattern: pattern.map(str::to_owned),
            requests: requests.clone(),
            duration: durations.with_label_values(&[label]),
            cache_hits: std::array::from_fn(|_| OnceLock::new()),
        }
    }

    /// The pattern of the route; none for requests without a route.
    pub fn pattern(&self) -> Option<&str> {
        self.pattern.as_deref()
    }

    /// Records a computed response.
    pub fn record_response(&self, method: &str, status: &str, duration: Duration) {
        let method = METHODS.iter().find(|known| **known == method).unwrap_or(&OTHER_METHOD);
        self.requests.with_label_values(&[&*self.label, method, status]).inc();
        self.duration.observe(duration.as_secs_f64());
    }

    /// Records a cache hit: of HEAD or GET, with 304 or 200.
    pub fn record_cache_hit(&self, is_head: bool, is_not_modified: bool) {
        let index = usize::from(is_head) * 2 + usize::from(is_not_modified);
        let Some(counter) = self.cache_hits.get(index) else { return };
        let method = if is_head { "HEAD" } else { "GET" };
        let status = if is_not_modified { "304" } else { "200" };
        counter.get_or_init(|| self.requests.with_label_values(&[&*self.label, method, status])).inc();
    }
}

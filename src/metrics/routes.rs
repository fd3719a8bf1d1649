//! What is counted of one route: answers that were made, with the time they took, and answers that were kept.
//!
//! The kept ones are given thousands of times a second: counting one is an addition and nothing else.

use std::sync::OnceLock;
use std::time::Duration;

use prometheus::{Histogram, HistogramVec, IntCounter, IntCounterVec};

/// The methods that are told apart; whatever else clients write is one value.
const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const OTHER_METHOD: &str = "other";

/// The counters of one route.
#[derive(Debug)]
pub struct Route {
    label: String,
    pattern: Option<String>,
    requests: IntCounterVec,
    duration: Histogram,
    /// Of answers that were kept: GET and HEAD, whole and 304.
    kept: [OnceLock<IntCounter>; 4],
}

impl Route {
    pub(super) fn new(label: &str, pattern: Option<&str>, requests: &IntCounterVec, durations: &HistogramVec) -> Self {
        Self {
            label: label.to_owned(),
            pattern: pattern.map(str::to_owned),
            requests: requests.clone(),
            duration: durations.with_label_values(&[label]),
            kept: std::array::from_fn(|_| OnceLock::new()),
        }
    }

    /// The pattern; none if it stands for requests that no route is for.
    pub fn pattern(&self) -> Option<&str> {
        self.pattern.as_deref()
    }

    /// An answer was made.
    pub fn made(&self, method: &str, status: &str, took: Duration) {
        let method = METHODS.iter().find(|known| **known == method).unwrap_or(&OTHER_METHOD);
        self.requests.with_label_values(&[&*self.label, method, status]).inc();
        self.duration.observe(took.as_secs_f64());
    }

    /// An answer that was kept is given again: to HEAD or to GET, as a 304 or as it is.
    pub fn given(&self, is_head: bool, is_not_modified: bool) {
        let index = usize::from(is_head) * 2 + usize::from(is_not_modified);
        let Some(counter) = self.kept.get(index) else { return };
        let method = if is_head { "HEAD" } else { "GET" };
        let status = if is_not_modified { "304" } else { "200" };
        counter.get_or_init(|| self.requests.with_label_values(&[&*self.label, method, status])).inc();
    }
}

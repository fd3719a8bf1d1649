//! Operations: metrics, readiness, shutdown and logs.

mod deployment;
mod drain;
mod logs;
mod metrics;
mod ready;

use std::collections::BTreeMap;

use crate::harness::{Answer, Client};

/// The result of a scrape: each series with its labels, and its value.
pub struct Scrape(BTreeMap<String, f64>);

/// Scrapes the metrics.
#[track_caller]
pub fn scrape(client: &Client) -> Scrape {
    Scrape::read(&client.get("/metrics").expect(200))
}

impl Scrape {
    #[track_caller]
    fn read(answer: &Answer) -> Self {
        let text = answer.text();
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        Self(
            samples
                .map(|line| {
                    let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no sample: {line}"));
                    (series.to_owned(), value.parse().unwrap())
                })
                .collect(),
        )
    }

    /// Returns the value of a series that must exist.
    #[track_caller]
    pub fn value(&self, series: &str) -> f64 {
        self.find(series).unwrap_or_else(|| panic!("no {series} in {:#?}", self.0))
    }

    /// Returns the value of a series, if it exists.
    pub fn find(&self, series: &str) -> Option<f64> {
        self.0.get(series).copied()
    }

    /// Returns the value of a counter, which is an integer.
    #[track_caller]
    pub fn count(&self, series: &str) -> u64 {
        format!("{:.0}", self.value(series)).parse().unwrap()
    }

    /// Returns the number of requests to a route with this status.
    pub fn requests(&self, method: &str, route: &str, status: u16) -> u64 {
        let series = format!("cairn_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}");
        self.find(&series).map_or(0, |_| self.count(&series))
    }

    /// Returns the names of all series.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

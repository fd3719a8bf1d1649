//! What those who run a server see of it: metrics, readiness, the end, and the log.

mod deployment;
mod drain;
mod logs;
mod metrics;
mod ready;

use std::collections::BTreeMap;

use crate::harness::{Answer, Client};

/// What `/metrics` said: each series with its labels as written, and its value.
pub struct Scrape(BTreeMap<String, f64>);

/// Asks for the metrics.
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

    /// The value of a series that must be there.
    #[track_caller]
    pub fn value(&self, series: &str) -> f64 {
        self.find(series).unwrap_or_else(|| panic!("no {series} in {:#?}", self.0))
    }

    /// The value of a series, if it is there.
    pub fn find(&self, series: &str) -> Option<f64> {
        self.0.get(series).copied()
    }

    /// The value of a count, which is whole.
    #[track_caller]
    pub fn count(&self, series: &str) -> u64 {
        format!("{:.0}", self.value(series)).parse().unwrap()
    }

    /// How many requests to a route were answered so.
    pub fn requests(&self, method: &str, route: &str, status: u16) -> u64 {
        let series = format!("cairn_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}");
        self.find(&series).map_or(0, |_| self.count(&series))
    }

    /// The names of all series.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

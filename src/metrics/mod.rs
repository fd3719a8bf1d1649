//! What is counted and timed while a server runs, and how Prometheus is told of it.
//!
//! Owns what is counted and the text that is made of it. Must not know what is counted: whoever does something tells.
//! No label has a value that clients can make up, so that no stranger can make the number of series grow.

mod reading;
mod routes;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

#[cfg(target_os = "linux")]
use prometheus::process_collector::ProcessCollector;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
};

pub use reading::Reading;
pub use routes::Route;

/// What is asked that no route is for.
const NO_ROUTE: &str = "unknown";

/// From what the fastest read takes to what a client waits for at most, in seconds.
const ANSWER_BUCKETS: &[f64] =
    &[0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// From no wait at all to that after which a writer gives up, in seconds.
const WAIT_BUCKETS: &[f64] = &[0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What is counted could not be named, or not be said: a mistake of this program.
#[derive(Debug, thiserror::Error)]
#[error("the metrics cannot be kept: {0}")]
pub struct MetricsError(#[from] prometheus::Error);

/// What one server counts, shared by its workers.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    routes: RwLock<HashMap<String, Arc<Route>>>,
    unknown: Arc<Route>,
    cache: CacheCounts,
    waits: DatabaseWaits,
}

/// How often the response cache had what was asked for.
#[derive(Debug, Clone)]
pub struct CacheCounts {
    /// It had.
    pub hits: IntCounter,
    /// It had not, and the answer was made.
    pub misses: IntCounter,
}

/// How long work waited for the database before it was begun, in seconds.
#[derive(Debug, Clone)]
pub struct DatabaseWaits {
    /// For the one writer, behind other writes of this server and of other processes.
    pub writer: Histogram,
    /// For a pooled connection that reads.
    pub reader: Histogram,
}

impl Metrics {
    /// Nothing counted yet.
    pub fn new() -> Result<Self, MetricsError> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("cairn_http_requests_total", "Requests answered, by route, method and status."),
            &["route", "method", "status"],
        )?;
        let durations = HistogramVec::new(
            HistogramOpts::new(
                "cairn_http_request_duration_seconds",
                "Time until the head of an answer was made, by route. Answers given out of the response cache before anything is routed take microseconds; they are counted and not timed.",
            )
            .buckets(ANSWER_BUCKETS.to_vec()),
            &["route"],
        )?;
        let asked = IntCounterVec::new(
            Opts::new(
                "cairn_cache_requests_total",
                "Requests that the response cache had the answer to (hit), or had not (miss).",
            ),
            &["outcome"],
        )?;
        let wait = |name: &str, help: &str| {
            Histogram::with_opts(HistogramOpts::new(name, help).buckets(WAIT_BUCKETS.to_vec()))
        };
        let waits = DatabaseWaits {
            writer: wait(
                "cairn_database_writer_wait_seconds",
                "Time that writes waited for the database, behind other writes, before they were begun or given up.",
            )?,
            reader: wait(
                "cairn_database_reader_wait_seconds",
                "Time that reads waited for a pooled connection. Short reads use none and are not among them.",
            )?,
        };
        let build = IntGaugeVec::new(Opts::new("cairn_build_info", "Always 1; which version runs."), &["version"])?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        registry.register(Box::new(asked.clone()))?;
        registry.register(Box::new(waits.writer.clone()))?;
        registry.register(Box::new(waits.reader.clone()))?;
        registry.register(Box::new(build))?;
        // Memory, processor time, open files and the time of the start.
        #[cfg(target_os = "linux")]
        registry.register(Box::new(ProcessCollector::for_self()))?;
        let cache = CacheCounts { hits: asked.with_label_values(&["hit"]), misses: asked.with_label_values(&["miss"]) };
        let unknown = Arc::new(Route::new(NO_ROUTE, None, &requests, &durations));
        Ok(Self { registry, requests, durations, routes: RwLock::default(), unknown, cache, waits })
    }

    /// What is counted of a route. The pattern must be one of the program's own.
    pub fn route(&self, pattern: &str) -> Arc<Route> {
        let known = self.routes.read().unwrap_or_else(PoisonError::into_inner).get(pattern).map(Arc::clone);
        known.unwrap_or_else(|| {
            let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
            let make = || Arc::new(Route::new(pattern, Some(pattern), &self.requests, &self.durations));
            Arc::clone(routes.entry(pattern.to_owned()).or_insert_with(make))
        })
    }

    /// What is counted of requests that no route is for.
    pub fn no_route(&self) -> &Arc<Route> {
        &self.unknown
    }

    /// What the response cache counts.
    pub fn cache(&self) -> &CacheCounts {
        &self.cache
    }

    /// What the database times.
    pub fn waits(&self) -> &DatabaseWaits {
        &self.waits
    }

    /// Everything that was counted, and what was read for this once, in the text format of Prometheus.
    pub fn render(&self, readings: &[Reading]) -> Result<String, MetricsError> {
        let mut families = self.registry.gather();
        families.extend(reading::families(readings)?);
        Ok(TextEncoder::new().encode_to_string(&families)?)
    }
}

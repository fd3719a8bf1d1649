//! Metrics in the text format of Prometheus.
//!
//! Owns the counters and their text. Must not know the parts that report to them. No label has a value that clients can choose,
//! so that they cannot increase the number of series.

mod gauges;
mod route_metrics;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

#[cfg(target_os = "linux")]
use prometheus::process_collector::ProcessCollector;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
};

pub use gauges::GaugeReading;
pub use route_metrics::RouteMetrics;

/// The label of requests without a route.
const UNMATCHED: &str = "unknown";

/// The buckets of response times in seconds, from the fastest read to the longest wait of a client.
const RESPONSE_BUCKETS: &[f64] =
    &[0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The buckets of waits for the database in seconds, from no wait to the timeout of a writer.
const WAIT_BUCKETS: &[f64] = &[0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// A metric could not be registered or encoded, which is a bug.
#[derive(Debug, thiserror::Error)]
#[error("the metrics cannot be registered or encoded: {0}")]
pub struct MetricsError(#[from] prometheus::Error);

/// The metrics of one server, shared by its workers.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    routes: RwLock<HashMap<String, Arc<RouteMetrics>>>,
    unmatched: Arc<RouteMetrics>,
    cache: CacheCounters,
    waits: DatabaseWaits,
}

/// The hits and misses of the response cache.
#[derive(Debug, Clone)]
pub struct CacheCounters {
    /// Requests that were served from the cache.
    pub hits: IntCounter,
    /// Requests whose response was computed.
    pub misses: IntCounter,
}

/// The times that work waited for the database before it started, in seconds.
#[derive(Debug, Clone)]
pub struct DatabaseWaits {
    /// Waits for the one writer, behind other writes of this server and of other processes.
    pub writer: Histogram,
    /// Waits for a pooled read connection.
    pub reader: Histogram,
}

impl Metrics {
    /// Registers all metrics.
    pub fn new() -> Result<Self, MetricsError> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("cairn_http_requests_total", "Number of responses, by route, method and status."),
            &["route", "method", "status"],
        )?;
        let durations = HistogramVec::new(
            HistogramOpts::new(
                "cairn_http_request_duration_seconds",
                "Time until the head of a response was computed, by route. Cache hits that are served before routing take microseconds; they are counted and not timed.",
            )
            .buckets(RESPONSE_BUCKETS.to_vec()),
            &["route"],
        )?;
        let cache_requests = IntCounterVec::new(
            Opts::new("cairn_cache_requests_total", "Requests of cacheable resources, by outcome: hit or miss."),
            &["outcome"],
        )?;
        let wait = |name: &str, help: &str| {
            Histogram::with_opts(HistogramOpts::new(name, help).buckets(WAIT_BUCKETS.to_vec()))
        };
        let waits = DatabaseWaits {
            writer: wait(
                "cairn_database_writer_wait_seconds",
                "Time that writes waited for other writes before they started or failed.",
            )?,
            reader: wait(
                "cairn_database_reader_wait_seconds",
                "Time that reads waited for a pooled connection. Short reads use none and are not included.",
            )?,
        };
        let build = IntGaugeVec::new(
            Opts::new("cairn_build_info", "Always 1; the label is the version of the server."),
            &["version"],
        )?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        registry.register(Box::new(cache_requests.clone()))?;
        registry.register(Box::new(waits.writer.clone()))?;
        registry.register(Box::new(waits.reader.clone()))?;
        registry.register(Box::new(build))?;
        // Memory, processor time, open files and the start time.
        #[cfg(target_os = "linux")]
        registry.register(Box::new(ProcessCollector::for_self()))?;
        let cache = CacheCounters {
            hits: cache_requests.with_label_values(&["hit"]),
            misses: cache_requests.with_label_values(&["miss"]),
        };
        let unmatched = Arc::new(RouteMetrics::new(UNMATCHED, None, &requests, &durations));
        Ok(Self { registry, requests, durations, routes: RwLock::default(), unmatched, cache, waits })
    }

    /// The metrics of a route. `pattern` must be a route of the program.
    pub fn route(&self, pattern: &str) -> Arc<RouteMetrics> {
        let known = self.routes.read().unwrap_or_else(PoisonError::into_inner).get(pattern).map(Arc::clone);
        known.unwrap_or_else(|| {
            let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
            let make = || Arc::new(RouteMetrics::new(pattern, Some(pattern), &self.requests, &self.durations));
            Arc::clone(routes.entry(pattern.to_owned()).or_insert_with(make))
        })
    }

    /// The metrics of requests without a route.
    pub fn unmatched(&self) -> &Arc<RouteMetrics> {
        &self.unmatched
    }

    /// The counters of the response cache.
    pub fn cache(&self) -> &CacheCounters {
        &self.cache
    }

    /// The wait times of the database.
    pub fn waits(&self) -> &DatabaseWaits {
        &self.waits
    }

    /// Renders all metrics and these gauges in the text format of Prometheus.
    pub fn render(&self, readings: &[GaugeReading]) -> Result<String, MetricsError> {
        let mut families = self.registry.gather();
        families.extend(gauges::metric_families(readings)?);
        Ok(TextEncoder::new().encode_to_string(&families)?)
    }
}

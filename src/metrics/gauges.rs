//! Gauges that are read when metrics are requested.

use prometheus::proto::MetricFamily;
use prometheus::{GaugeVec, Opts, Registry};

use super::MetricsError;

/// The value of a gauge at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct GaugeReading {
    name: &'static str,
    help: &'static str,
    label: Option<(&'static str, &'static str)>,
    value: f64,
}

impl GaugeReading {
    /// Creates a reading of the gauge `name`.
    pub fn new(name: &'static str, help: &'static str, value: f64) -> Self {
        Self { name, help, label: None, value }
    }

    /// Adds a label.
    #[must_use]
    pub fn labelled(mut self, label: &'static str, value: &'static str) -> Self {
        self.label = Some((label, value));
        self
    }
}

/// Converts readings to metric families. Readings of the same name must follow each other.
pub(super) fn metric_families(readings: &[GaugeReading]) -> Result<Vec<MetricFamily>, MetricsError> {
    let registry = Registry::new();
    for group in readings.chunk_by(|one, other| one.name == other.name) {
        let Some(first) = group.first() else { continue };
        let labels: Vec<&str> = first.label.iter().map(|(label, _)| *label).collect();
        let gauges = GaugeVec::new(Opts::new(first.name, first.help), &labels)?;
        for reading in group {
            let values: Vec<&str> = reading.label.iter().map(|(_, value)| *value).collect();
            gauges.get_metric_with_label_values(&values)?.set(reading.value);
        }
        registry.register(Box::new(gauges))?;
    }
    Ok(registry.gather())
}

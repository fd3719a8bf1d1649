//! What is not counted as it happens and is looked at when somebody asks: gauges for one answer.

use prometheus::proto::MetricFamily;
use prometheus::{GaugeVec, Opts, Registry};

use super::MetricsError;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    name: &'static str,
    help: &'static str,
    label: Option<(&'static str, &'static str)>,
    value: f64,
}

impl Reading {
    /// A gauge of that name, what it says, and what it says now.
    pub fn new(name: &'static str, help: &'static str, value: f64) -> Self {
        Self { name, help, label: None, value }
    }

    /// One of several gauges of that name.
    #[must_use]
    pub fn labelled(mut self, label: &'static str, value: &'static str) -> Self {
        self.label = Some((label, value));
        self
    }
}

/// As Prometheus has them. Those of one name stand one after the other.
pub(super) fn families(readings: &[Reading]) -> Result<Vec<MetricFamily>, MetricsError> {
    let registry = Registry::new();
    for alike in readings.chunk_by(|one, other| one.name == other.name) {
        let Some(first) = alike.first() else { continue };
        let labels: Vec<&str> = first.label.iter().map(|(label, _)| *label).collect();
        let gauges = GaugeVec::new(Opts::new(first.name, first.help), &labels)?;
        for reading in alike {
            let values: Vec<&str> = reading.label.iter().map(|(_, value)| *value).collect();
            gauges.get_metric_with_label_values(&values)?.set(reading.value);
        }
        registry.register(Box::new(gauges))?;
    }
    Ok(registry.gather())
}

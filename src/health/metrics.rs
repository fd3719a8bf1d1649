//! The metrics endpoint for Prometheus: counters, and gauges that are read for each request.
//!
//! It responds even if the database does not: then the gauges of the database are left out, and `cairn_database_up` is 0.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use super::ServingState;
use crate::content::Timestamp;
use crate::db::{Connection, Database, Error, ReaderPoolStatus};
use crate::events::changes;
use crate::http::{NoQuery, Problem, Query, ResponseCache};
use crate::metrics::{GaugeReading, Metrics};
use crate::webhooks::deliveries::{self, DeliveryQueue};
use crate::working_copies::schedules;

pub(super) const PATH: &str = "/metrics";

/// The text format of Prometheus, and its version.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The timeout of the database, below the ten seconds that Prometheus waits for a response.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Metrics in the text format of Prometheus.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MetricsText)]
pub(super) struct MetricsText(pub(super) String);

/// Get the metrics
///
/// Returns all metrics in the text format of Prometheus. If management has its own address, only that address serves this path.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_metrics",
    tag = "operations",
    responses(
        (status = 200, description = "All metrics", body = MetricsText, content_type = "text/plain"),
    ),
    security(()),
)]
pub(super) async fn get_metrics(
    metrics: Data<Metrics>,
    database: Data<Database>,
    cache: Data<ResponseCache>,
    serving: Data<ServingState>,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let mut gauges = vec![
        GaugeReading::new("cairn_serving", "1 until the server begins to stop.", from_bool(serving.is_serving())),
        GaugeReading::new("cairn_cache_bytes", "Approximate size of the response cache.", from_u64(cache.bytes())),
        GaugeReading::new("cairn_cache_max_bytes", "Maximum size of the response cache.", from_u64(cache.bytes_max())),
    ];
    gauges.extend(pool_gauges(&database));
    gauges.extend(database_gauges(&database).await);
    let text = metrics.render(&gauges).map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, FORMAT)).insert_header((CACHE_CONTROL, "no-store")).body(text))
}

fn pool_gauges(database: &Database) -> [GaugeReading; 2] {
    let ReaderPoolStatus { connections, idle } = database.reader_pool_status();
    let gauge = |state, count| {
        let help = "Pooled read connections, by state: busy or idle.";
        GaugeReading::new("cairn_database_readers", help, f64::from(count)).labelled("state", state)
    };
    [gauge("busy", connections.saturating_sub(idle)), gauge("idle", idle)]
}

/// Reads the gauges of the database. If it does not respond in time, returns only the gauge that says so.
async fn database_gauges(database: &Database) -> Vec<GaugeReading> {
    let up = |up| GaugeReading::new("cairn_database_up", "1 if the database can be read.", from_bool(up));
    let query = async { Ok::<_, Error>((database.read(load_gauges).await?, database.disk_usage().await?)) };
    let (mut gauges, space) = match tokio::time::timeout(TIMEOUT, query).await {
        Ok(Ok(read)) => read,
        Ok(Err(error)) => {
            log::warn!("cannot read the database for the metrics: {error}");
            return vec![up(false)];
        }
        Err(_) => {
            log::warn!("cannot read the database for the metrics: timed out");
            return vec![up(false)];
        }
    };
    gauges.push(up(true));
    gauges.push(GaugeReading::new(
        "cairn_database_bytes",
        "Size of the database in bytes, including its write-ahead log.",
        from_u64(space.used),
    ));
    gauges.extend(space.free.map(|free| {
        GaugeReading::new("cairn_disk_free_bytes", "Free bytes on the disk of the database.", from_u64(free))
    }));
    gauges
}

fn load_gauges(connection: &mut Connection) -> Result<Vec<GaugeReading>, Error> {
    let now = Timestamp::now();
    let next = schedules::next_due(connection, &[])?;
    let overdue_ms = next.map_or(0, |at| (now.unix_ms() - at.unix_ms()).max(0));
    let DeliveryQueue { pending, due } = deliveries::queue(connection, now)?;
    Ok(vec![
        GaugeReading::new(
            "cairn_change_seq",
            "Number of the last change in the change log.",
            from_i64(changes::last(connection)?),
        ),
        GaugeReading::new(
            "cairn_schedule_lag_seconds",
            "Seconds by which the oldest schedule is overdue; 0 if none is.",
            from_i64(overdue_ms) / 1000.0,
        ),
        GaugeReading::new("cairn_webhook_deliveries_due", "Webhook deliveries that are due.", from_i64(due)),
        GaugeReading::new(
            "cairn_webhook_deliveries_pending",
            "Webhook deliveries that have not succeeded yet.",
            from_i64(pending),
        ),
    ])
}

fn from_bool(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53, more bytes than a disk has")]
fn from_u64(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
fn from_i64(count: i64) -> f64 {
    count as f64
}

//! Liveness, readiness and metrics for operators.
//!
//! The responses are public and contain no paths and no causes of failures; those are in the log.

mod metrics;
mod ready;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::ServiceConfig;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::http::{Endpoint, NoQuery, Query};

pub(crate) use ready::MinFreeDisk;

const LIVE: &str = "/health/live";

/// The response of a live server.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// Always `ok`; anything else is a problem document.
    #[schema(example = "ok")]
    status: &'static str,
}

/// The serving state that load balancers see: true until the server begins to stop.
#[derive(Debug, Clone)]
pub(crate) struct ServingState(Arc<AtomicBool>);

impl Default for ServingState {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl ServingState {
    /// Marks the server as stopping.
    pub(crate) fn set_stopping(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    fn is_serving(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

#[derive(OpenApi)]
#[openapi(paths(get_liveness, ready::get_readiness, metrics::get_metrics))]
pub(crate) struct Api;

pub(crate) fn register(config: &mut ServiceConfig) {
    Endpoint::at(LIVE).get(get_liveness).register(config);
    Endpoint::at(ready::PATH).get(ready::get_readiness).register(config);
    Endpoint::at(metrics::PATH).get(metrics::get_metrics).register(config);
}

/// Returns true if the path is for operators only.
pub(crate) fn is_for_operators(path: &str) -> bool {
    path == metrics::PATH
}

/// Check liveness
///
/// Returns 200 as long as the server responds to requests.
#[utoipa::path(
    get,
    path = LIVE,
    operation_id = "get_liveness",
    tag = "operations",
    responses((status = 200, description = "The server is live", body = Health)),
    security(()),
)]
async fn get_liveness(_query: Query<NoQuery>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Health { status: "ok" })
}

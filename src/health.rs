//! Whether the server lives, and whether it can answer: for those who run it.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, ServiceConfig};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use crate::content::Id;
use crate::db::{self, Database};
use crate::http::{NoQuery, Problem, Query, Resource};
use crate::{auth, http};

const LIVE: &str = "/health/live";
const READY: &str = "/health/ready";

/// That all is well.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// Always `ok`; anything else is a problem document.
    #[schema(example = "ok")]
    status: &'static str,
}

#[derive(OpenApi)]
#[openapi(paths(get_live, get_ready))]
pub(crate) struct Api;

pub(crate) fn register(config: &mut ServiceConfig) {
    Resource::at(LIVE).get(get_live).register(config);
    Resource::at(READY).get(get_ready).register(config);
}

/// Tell whether the process lives
///
/// Answers as long as requests are answered at all.
#[utoipa::path(
    get,
    path = LIVE,
    operation_id = "get_live",
    tag = "operations",
    responses((status = 200, description = "It lives", body = Health), http::HealthErrors),
    security(()),
)]
async fn get_live(_query: Query<NoQuery>) -> HttpResponse {
    ok()
}

/// Tell whether requests can be answered
///
/// Asks the database.
#[utoipa::path(
    get,
    path = READY,
    operation_id = "get_ready",
    tag = "operations",
    responses((status = 200, description = "It is ready", body = Health), http::HealthErrors),
    security(()),
)]
async fn get_ready(database: Data<Database>, _query: Query<NoQuery>) -> Result<HttpResponse, Problem> {
    let name = Id::new().to_string();
    let asked: Result<_, db::Error> = database.read(move |connection| auth::find(connection, &name)).await;
    asked?;
    Ok(ok())
}

fn ok() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Health { status: "ok" })
}

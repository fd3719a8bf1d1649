//! The readiness endpoint, which tells load balancers if they should send requests to this server.

use std::fmt::Display;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};
use actix_web::web::Data;
use futures_util::future::join3;
use serde::Serialize;
use utoipa::ToSchema;

use super::ServingState;
use crate::db::{Database, Error, SchemaState};
use crate::http::{CheckState, Code, NoQuery, Problem, Query, ReadinessChecks};

pub(super) const PATH: &str = "/health/ready";

/// The timeout of each check.
const TIMEOUT: Duration = Duration::from_millis(2500);

/// The minimum free disk space in bytes; 0 for no minimum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MinFreeDisk(pub(crate) u64);

/// The response of a ready server.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Readiness {
    /// Always `ok`; anything else is a problem document.
    #[schema(example = "ok")]
    status: &'static str,
    /// The result of each check.
    checks: ReadinessChecks,
}

/// Check readiness
///
/// Reports the result of each check: the server is not stopping, its database can be read and written and has the right schema,
/// and the disk is not full. If a check fails, the response is a problem that contains the results.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_readiness",
    tag = "operations",
    responses((status = 200, description = "The server is ready", body = Readiness)),
    security(()),
)]
pub(super) async fn get_readiness(
    database: Data<Database>,
    serving: Data<ServingState>,
    limit: Data<MinFreeDisk>,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let mut causes = Vec::new();
    let schema = with_timeout(database.schema());
    let writable = with_timeout(database.check_writable());
    let space = with_timeout(check_disk_space(database.clone(), limit.0));
    let (schema, writable, space) = join3(schema, writable, space).await;
    let mut check = |name: &str, outcome: Result<(), String>| match outcome {
        Ok(()) => CheckState::Ok,
        Err(cause) => {
            causes.push(format!("{name}: {cause}"));
            CheckState::Failed
        }
    };
    let migrated = schema.as_ref().map_err(String::clone).and_then(check_schema);
    let checks = ReadinessChecks {
        serving: check("serving", if serving.is_serving() { Ok(()) } else { Err("the server is stopping".to_owned()) }),
        readable: check("readable", schema.map(drop)),
        writable: check("writable", writable),
        migrated: check("migrated", migrated),
        disk: check("disk", space),
    };
    if causes.is_empty() {
        let ready = Readiness { status: "ok", checks };
        return Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(ready));
    }
    let members = serde_json::to_value(checks).map_err(Problem::internal)?;
    Err(Problem::new(Code::Unavailable, "A check failed; the log has the cause.")
        .with_header(RETRY_AFTER, HeaderValue::from_static("5"))
        .with_member("checks", members)
        .caused_by(causes.join("; ")))
}

/// Runs a check with a timeout.
async fn with_timeout<T, E: Display>(check: impl Future<Output = Result<T, E>>) -> Result<T, String> {
    match tokio::time::timeout(TIMEOUT, check).await {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(_) => Err("timed out".to_owned()),
    }
}

/// Checks the schema version. A newer one is accepted: a newer server may have migrated the database while this one still runs.
fn check_schema(schema: &SchemaState) -> Result<(), String> {
    match schema {
        SchemaState::Current | SchemaState::Newer(_) => Ok(()),
        SchemaState::Older(count) => Err(format!("{count} migrations are missing")),
        SchemaState::Foreign => Err("the database does not belong to Cairn".to_owned()),
    }
}

/// Checks the free disk space. If it cannot be determined, the check passes.
async fn check_disk_space(database: Data<Database>, wanted: u64) -> Result<(), String> {
    if wanted == 0 {
        return Ok(());
    }
    let space = database.disk_usage().await.map_err(|error: Error| error.to_string())?;
    match space.free {
        Some(free) if free < wanted => Err(format!("{free} bytes are free, the minimum is {wanted}")),
        _ => Ok(()),
    }
}

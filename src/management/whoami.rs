//! Telling a caller who it is.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::operations::never_cached;
use crate::auth::{Role, Viewer};
use crate::content::Timestamp;
use crate::http::{ManageListErrors, NoQuery, Problem, Query};

pub(super) const PATH: &str = "/v1/manage/whoami";

/// The key behind a request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Whoami {
    /// The part of the key that names it.
    key_id: String,
    /// What its keeper calls it.
    name: String,
    /// What it allows.
    role: Role,
    /// When it stops working.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_at: Option<Timestamp>,
}

/// Tell who is calling
///
/// The key that was sent, and its role. Needs any role.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "whoami",
    tag = "manage",
    responses((status = 200, description = "The key", body = Whoami), ManageListErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn whoami(caller: Viewer, _query: Query<NoQuery>) -> Result<HttpResponse, Problem> {
    let key = caller.0.key;
    let whoami = Whoami { key_id: key.id, name: key.name, role: key.role, expires_at: key.expires_at };
    let json = serde_json::to_value(whoami).map_err(Problem::internal)?;
    Ok(never_cached(HttpResponse::Ok(), &json))
}

//! Identifying the caller.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::operations::uncached_json;
use crate::auth::{Caller, Role, Viewer};
use crate::content::Timestamp;
use crate::http::{ManageListErrors, NoQuery, Problem, Query};

pub(super) const PATH: &str = "/v1/manage/whoami";

/// The caller of a request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Whoami {
    /// The id of the key, or `oidc:` and the subject of the identity provider's token.
    key_id: String,
    /// The name of the key, or of the user of the token.
    name: String,
    /// The role.
    role: Role,
    /// The time at which the key or token expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_at: Option<Timestamp>,
}

/// Identify the caller
///
/// Returns the key or token of the request, and its role. Needs any role.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "whoami",
    tag = "manage",
    responses((status = 200, description = "The caller", body = Whoami), ManageListErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn whoami(caller: Viewer, _query: Query<NoQuery>) -> Result<HttpResponse, Problem> {
    let Caller { id, name, role, expires_at, .. } = caller.0;
    let whoami = Whoami { key_id: id, name, role, expires_at };
    let json = serde_json::to_value(whoami).map_err(Problem::internal)?;
    Ok(uncached_json(HttpResponse::Ok(), &json))
}

//! Telling a caller who it is.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::operations::uncached_json;
use crate::auth::{Caller, Role, Viewer};
use crate::content::Timestamp;
use crate::http::{ManageListErrors, NoQuery, Problem, Query};

pub(super) const PATH: &str = "/v1/manage/whoami";

/// Who is behind a request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Whoami {
    /// The part of the key that names it; of a token of the identity provider `oidc:` and its subject.
    key_id: String,
    /// What the keeper of the key calls it, or who the token is of.
    name: String,
    /// What the caller may do.
    role: Role,
    /// When the key or the token stops working.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_at: Option<Timestamp>,
}

/// Tell who is calling
///
/// The key or token that was sent, and its role. Needs any role.
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

//! Identifying the caller.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::batch::OPERATIONS_MAX;
use super::imports::ImportSettings;
use super::operations::{OpContext, uncached_json};
use crate::auth::{Caller, Role, Viewer};
use crate::content::Timestamp;
use crate::http::{AdmissionControl, BodyLimit, NoQuery, PageRequest, Problem, Query};
use crate::publishing::ApprovalRule;

pub(super) const PATH: &str = "/v1/manage/whoami";

/// The caller of a request, and what it can expect of the server.
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
    /// The approval that a publish needs.
    approval: ApprovalRule,
    /// The limits of requests.
    limits: RequestLimits,
}

/// The limits of requests to the server.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestLimits {
    /// The maximum size of a request body in bytes.
    body_bytes: u64,
    /// The maximum size of the body of an import in bytes.
    import_bytes: u64,
    /// The maximum number of items of a page of a list.
    page_items: u64,
    /// The maximum number of writes in a batch.
    batch_operations: u64,
    /// The maximum number of requests per minute with this key; absent if there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    requests_per_minute: Option<u32>,
}

/// Identify the caller
///
/// Returns the key or token of the request with its role, the approval that a publish needs, and the limits of requests.
/// Needs any role.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "whoami",
    tag = "manage",
    responses((status = 200, description = "The caller", body = Whoami)),
    security(("apiKey" = [])),
)]
pub(super) async fn whoami(
    caller: Viewer,
    context: OpContext,
    body_limit: web::Data<BodyLimit>,
    imports: web::Data<ImportSettings>,
    admission: web::Data<AdmissionControl>,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    let Caller { id, name, role, expires_at, .. } = caller.0;
    let limits = RequestLimits {
        body_bytes: to_u64(body_limit.0),
        import_bytes: to_u64(imports.limit_bytes),
        page_items: PageRequest::LIMIT_MAX,
        batch_operations: to_u64(OPERATIONS_MAX),
        requests_per_minute: admission.rate_per_minute(),
    };
    let whoami = Whoami { key_id: id, name, role, expires_at, approval: context.settings.approval, limits };
    let json = serde_json::to_value(whoami).map_err(Problem::internal)?;
    Ok(uncached_json(HttpResponse::Ok(), &json))
}

fn to_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

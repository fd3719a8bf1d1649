//! Changing the name and the expiry of a key.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::paths::ONE;
use super::view::{KeyView, NAME_MAX, key_response, load_key, read_expiry};
use crate::auth::{self, Admin, ApiKey, DenyList};
use crate::content::decode::decode_value;
use crate::content::text::TextRule;
use crate::content::{Timestamp, ViolationCode, Violations};
use crate::http::{MergePatchBody, NoQuery, PathSegment, Problem, Query};
use crate::management::operations::{OpContext, WriteContext, check_is_object, write};

/// A JSON Merge Patch of a key; `null` clears a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKeyPatch)]
struct KeyPatch {
    /// The name: one line.
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    /// The time at which it expires; never if null.
    expires_at: Option<Timestamp>,
}

/// Change an API key
///
/// Changes the name and the expiry. The role cannot change, and a key that stopped working cannot work again. A key has
/// no versions, so that no `If-Match` is needed. Shortening the life of the last active admin key, or of the last one
/// that does not expire, is refused with 409. Needs the role `admin`.
#[utoipa::path(
    patch,
    path = ONE,
    operation_id = "update_api_key",
    tag = "manage",
    params(("keyId" = String, Path, description = "The id of the key, the part between its two underscores")),
    request_body(content = KeyPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = KeyView)),
    security(("apiKey" = [])),
)]
pub(super) async fn update_api_key(
    _caller: Admin,
    context: OpContext,
    PathSegment(id): PathSegment,
    _query: Query<NoQuery>,
    patch: MergePatchBody,
) -> Result<HttpResponse, Problem> {
    check_is_object(&patch.0)?;
    let deny_list = context.deny_list.clone();
    write(&context, move |tx| change(tx, &deny_list, &id, &patch.0)).await.map(key_response)
}

fn change(tx: &mut WriteContext<'_>, deny_list: &DenyList, id: &str, patch: &Value) -> Result<ApiKey, Problem> {
    let key = load_key(tx.connection, deny_list, id)?;
    if patch.get("name").is_some_and(Value::is_null) {
        return Err(
            Violations::one("/name", ViolationCode::Required, "A key must have a name; it cannot be cleared.").into()
        );
    }
    let (name, expires_at) = decode_value(patch, |item| {
        let mut fields = item.object()?;
        let name = fields.optional("name", TextRule::line(NAME_MAX).read());
        let expires_at = fields.patched("expiresAt", read_expiry);
        fields.finish();
        Some((name, expires_at))
    })?;
    let expires_at = expires_at.unwrap_or(key.expires_at);
    let name = name.unwrap_or_else(|| key.name.clone());
    let denied = deny_list.others(&key.id);
    Ok(auth::update(tx.connection, tx.actor, key, name, expires_at, &denied)?)
}

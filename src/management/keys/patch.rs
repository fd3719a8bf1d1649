//! Changing what a key is called, and when it stops working.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::operations::{Desk, Work, check_is_object, write};
use super::{KeyView, NAME_MAX, ONE, find, read_expiry, shown};
use crate::auth::{self, Admin, ApiKey, DenyList};
use crate::content::reading::read_root;
use crate::content::text::TextRule;
use crate::content::{Timestamp, ViolationCode, Violations};
use crate::http::{CreateErrors, MergePatchBody, NoQuery, PathWord, Problem, Query};

/// A merge patch of a key. `null` clears.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKeyPatch)]
struct KeyPatch {
    /// What you call it: one line.
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    /// When it stops working by itself; never if null.
    expires_at: Option<Timestamp>,
}

/// Change an API key
///
/// Its name, and when it stops working; its role is for good, and so is that it stopped working. A key has no
/// versions, so that no `If-Match` is needed. Shortening the life of the last admin key that works, or of the last that
/// does not expire, is refused with 409. Needs the role `admin`.
#[utoipa::path(
    patch,
    path = ONE,
    operation_id = "patch_key",
    tag = "manage",
    params(("keyId" = String, Path, description = "The id of the key, the part between its two underscores")),
    request_body(content = KeyPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "Changed", body = KeyView), CreateErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn patch_key(
    _caller: Admin,
    desk: Desk,
    PathWord(id, _): PathWord,
    _query: Query<NoQuery>,
    patch: MergePatchBody,
) -> Result<HttpResponse, Problem> {
    check_is_object(&patch.0)?;
    let deny_list = desk.deny_list.clone();
    write(&desk, move |work| change(work, &deny_list, &id, &patch.0)).await.map(shown)
}

fn change(work: &mut Work<'_>, deny_list: &DenyList, id: &str, patch: &Value) -> Result<ApiKey, Problem> {
    let key = find(work.connection, deny_list, id)?;
    if patch.get("name").is_some_and(Value::is_null) {
        return Err(Violations::one("/name", ViolationCode::Required, "A key has a name; it cannot be cleared.").into());
    }
    let (name, expires_at) = read_root(patch, |item| {
        let mut fields = item.fields()?;
        let name = fields.optional("name", TextRule::line(NAME_MAX).read());
        let expires_at = fields.optional("expiresAt", read_expiry);
        fields.finish();
        Some((name, expires_at))
    })?;
    let expires_at = if patch.get("expiresAt").is_some() { expires_at } else { key.expires_at };
    let name = name.unwrap_or_else(|| key.name.clone());
    let denied = deny_list.others(&key.id);
    Ok(auth::change(work.connection, work.actor, key, name, expires_at, &denied)?)
}

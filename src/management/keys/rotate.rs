//! Rotating a key: the successor works at once, the old key for a limited time.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::paths::ROTATE;
use super::view::{CreatedKeyView, created_response, load_key, read_expiry};
use crate::auth::{self, Admin, NewExpiry};
use crate::content::decode::decode_value;
use crate::content::{Timestamp, ViolationCode};
use crate::http::{NoQuery, OptionalJsonBody, PathSegment, Problem, Query};
use crate::management::operations::{OpContext, write};

const OVERLAP_DEFAULT_SECONDS: u32 = 86_400;
const OVERLAP_MAX_SECONDS: u32 = 2_592_000;

/// The rotation of a key. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RotateKeyInput)]
struct RotateInput {
    /// The time in seconds for which the old key continues to work.
    #[schema(minimum = 0, maximum = 2_592_000, default = 86_400, nullable = false)]
    overlap_seconds: Option<u32>,
    /// The time at which the new key expires. Without it and `neverExpires`, its lifetime is that of the old key.
    #[schema(nullable = false)]
    expires_at: Option<Timestamp>,
    /// True for a new key that does not expire; excludes `expiresAt`.
    #[schema(default = false, nullable = false)]
    never_expires: Option<bool>,
}

/// Rotate an API key
///
/// Creates a successor with the same name and role. The old key works until the overlap ends, so that its holders can
/// switch. A key can be rotated once; after that, rotate its successor. The successor of the last admin key that does
/// not expire must not expire either (409). Preview tokens that were created with the old key end with it. Needs the
/// role `admin`.
#[utoipa::path(
    post,
    path = ROTATE,
    operation_id = "rotate_api_key",
    tag = "manage",
    params(("keyId" = String, Path, description = "The id of the key, the part between its two underscores")),
    request_body(content = RotateInput, content_type = "application/json"),
    responses(
        (status = 201, description = "The new key", body = CreatedKeyView, headers(
            ("Location" = String, description = "The address of the new key"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn rotate_api_key(
    _caller: Admin,
    context: OpContext,
    PathSegment(id): PathSegment,
    _query: Query<NoQuery>,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let input = decode_value(&body.0, |item| {
        let mut fields = item.object()?;
        let overlap_seconds = fields.optional("overlapSeconds", |item| item.integer(0..=OVERLAP_MAX_SECONDS));
        let expires_at = fields.optional("expiresAt", read_expiry);
        let never_expires = fields.optional("neverExpires", |item| item.boolean());
        if never_expires == Some(true) && fields.has("expiresAt") {
            let detail = "\"expiresAt\" and \"neverExpires\" exclude each other.";
            fields.reject::<()>("neverExpires", ViolationCode::MutuallyExclusive, detail);
        }
        fields.finish();
        Some(RotateInput { overlap_seconds, expires_at, never_expires })
    })?;
    let expiry = match (input.expires_at, input.never_expires) {
        (None, Some(true)) => NewExpiry::At(None),
        (None, _) => NewExpiry::SameLifetime,
        (at, _) => NewExpiry::At(at),
    };
    let overlap_ms = i64::from(input.overlap_seconds.unwrap_or(OVERLAP_DEFAULT_SECONDS)) * 1000;
    let deny_list = context.deny_list.clone();
    let (key, token) = write(&context, move |tx| {
        let old = load_key(tx.connection, &deny_list, &id)?;
        let denied = deny_list.others(&old.id);
        Ok(auth::rotate(tx.connection, tx.actor, &old, overlap_ms, expiry, &denied)?)
    })
    .await?;
    Ok(created_response(key, &token))
}

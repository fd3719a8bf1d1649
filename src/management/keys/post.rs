//! Creating a key.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::paths::LIST;
use super::view::{CreatedKeyView, NAME_MAX, created_response, read_expiry};
use crate::auth::{self, Admin, ApiKey, KeyToken, Role};
use crate::content::Timestamp;
use crate::content::decode::decode_value;
use crate::content::text::TextRule;
use crate::http::{JsonBody, NoQuery, Problem, Query};
use crate::management::operations::{OpContext, write};

/// A key to create.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKeyInput)]
struct KeyInput {
    /// The name by which you recognize it: one line.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// The role.
    role: Role,
    /// The time at which it expires; never if absent.
    #[schema(nullable = false)]
    expires_at: Option<Timestamp>,
}

/// Create an API key
///
/// Creates a key. Only this response contains the key itself: a digest of it is stored. Needs the role `admin`.
#[utoipa::path(
    post,
    path = LIST,
    operation_id = "create_api_key",
    tag = "manage",
    request_body = KeyInput,
    responses(
        (status = 201, description = "Made", body = CreatedKeyView, headers(
            ("Location" = String, description = "The address of the key"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn create_api_key(
    _caller: Admin,
    context: OpContext,
    _query: Query<NoQuery>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let input = decode_value(&body.0, |item| {
        let mut fields = item.object()?;
        let name = fields.required("name", TextRule::line(NAME_MAX).read());
        let role = fields.required("role", |item| item.string_enum());
        let expires_at = fields.optional("expiresAt", read_expiry);
        fields.finish();
        Some(KeyInput { name: name?, role: role?, expires_at })
    })?;
    let token = KeyToken::generate().map_err(Problem::internal)?;
    let key = ApiKey::new(&token, input.name, input.role, input.expires_at);
    let key = write(&context, move |tx| {
        auth::create(tx.connection, tx.actor, &key)?;
        Ok(key)
    })
    .await?;
    Ok(created_response(key, &token))
}

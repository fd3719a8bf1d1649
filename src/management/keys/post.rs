//! Making a key.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::operations::{Desk, write};
use super::{LIST, NAME_MAX, NewKeyView, created, read_expiry};
use crate::auth::{self, Admin, ApiKey, KeyToken, Role};
use crate::content::Timestamp;
use crate::content::reading::read_root;
use crate::content::text::TextRule;
use crate::http::{CreateErrors, JsonBody, NoQuery, Problem, Query};

/// A key to be made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKeyInput)]
struct KeyInput {
    /// What you call it, so that you know it again: one line.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it allows.
    role: Role,
    /// When it stops working by itself; never if absent.
    expires_at: Option<Timestamp>,
}

/// Make an API key
///
/// The answer has the key itself, this once only: what is stored is a digest. Needs the role `admin`.
#[utoipa::path(
    post,
    path = LIST,
    operation_id = "post_key",
    tag = "manage",
    request_body = KeyInput,
    responses(
        (status = 201, description = "Made", body = NewKeyView, headers(
            ("Location" = String, description = "The address of the key"),
        )),
        CreateErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn post_key(
    _caller: Admin,
    desk: Desk,
    _query: Query<NoQuery>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let input = read_root(&body.0, |item| {
        let mut fields = item.fields()?;
        let name = fields.required("name", TextRule::line(NAME_MAX).read());
        let role = fields.required("role", |item| item.word());
        let expires_at = fields.optional("expiresAt", read_expiry);
        fields.finish();
        Some(KeyInput { name: name?, role: role?, expires_at })
    })?;
    let token = KeyToken::generate().map_err(Problem::internal)?;
    let key = ApiKey::new(&token, input.name, input.role, input.expires_at);
    let key = write(&desk, move |work| {
        auth::create(work.connection, work.actor, &key)?;
        Ok(key)
    })
    .await?;
    Ok(created(key, &token))
}

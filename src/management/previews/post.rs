//! Creating a preview token.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::paths::{PREVIEW, TOKENS};
use super::store::{self, TokenRow};
use super::token::PreviewToken;
use super::view::{PreviewSettings, append_audit};
use crate::auth::{Author, Credential};
use crate::content::decode::decode_value;
use crate::content::{Action, Id, Kind, Timestamp};
use crate::http::{CreateErrors, IfMatch, NoQuery, OptionalJsonBody, PathId, Problem, Query};
use crate::management::operations::{OpContext, WriteContext, WriteTarget, write};

const LIFE_MIN_SECONDS: u32 = 60;
const LIFE_MAX_SECONDS: u32 = 2_592_000;
const LIFE_DEFAULT_SECONDS: u32 = 604_800;

/// The maximum lifetime of a token that a user of the identity provider creates, in seconds: the provider does not tell
/// this server when it disables a user.
const LIFE_OF_USER_MAX_SECONDS: u32 = 86_400;

/// The time after which an expired token is deleted: 30 days, in milliseconds.
const KEPT_EXPIRED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// The options of a preview token. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PreviewTokenInput {
    /// The lifetime in seconds; default: one week. The token expires no later than the key that created it. A token
    /// that a user of the identity provider creates lasts for one day at most.
    #[schema(minimum = 60, maximum = 2_592_000, default = 604_800)]
    expires_in_seconds: Option<u32>,
}

/// A new preview token.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewPreviewToken {
    /// Its id.
    id: Id,
    /// The token itself. It is shown only once.
    token: String,
    /// The address of the preview, including the token.
    #[schema(format = "uri-reference")]
    url: String,
    /// The time at which it expires.
    expires_at: Timestamp,
}

/// Create a preview token of an article
///
/// Everybody who has the `url` sees the working copy as it would be published, including all later changes, until the
/// token expires or is revoked, or the key that created it expires or is revoked. Send the token in the query, or in
/// the header `X-Preview-Token`, which proxies do not log. Only this response contains the token. Needs the role
/// `author`.
#[utoipa::path(
    post,
    path = TOKENS,
    operation_id = "create_preview_token",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the article")),
    request_body(content = PreviewTokenInput, content_type = "application/json"),
    responses((status = 201, description = "Made", body = NewPreviewToken), CreateErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn create_preview_token(
    caller: Author,
    context: OpContext,
    previews: web::Data<PreviewSettings>,
    id: PathId,
    _query: Query<NoQuery>,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let caller = caller.0;
    let is_external_user = caller.credential == Credential::Token;
    let most = if is_external_user { LIFE_OF_USER_MAX_SECONDS } else { LIFE_MAX_SECONDS };
    let seconds = decode_value(&body.0, |item| {
        let mut fields = item.object()?;
        let seconds = fields.optional("expiresInSeconds", |item| item.integer(LIFE_MIN_SECONDS..=most));
        fields.finish();
        Some(seconds.unwrap_or(LIFE_DEFAULT_SECONDS.min(most)))
    })?;
    let token = PreviewToken::generate().map_err(Problem::internal)?;
    let now = Timestamp::now();
    let row = TokenRow {
        id: token.id(),
        article_id: id.0,
        digest: token.digest(),
        created_at: now,
        created_by: context.actor.name.clone(),
        expires_at: now.later_by_ms(i64::from(seconds) * 1000),
        revoked_at: None,
        created_by_id: Some(caller.id),
    };
    let ends_with = caller.expires_at.filter(|_| !is_external_user);
    let expires_at = ends_with.map_or(row.expires_at, |end| end.min(row.expires_at));
    write(&context, move |tx| store_token(tx, &row)).await?;
    let address = PREVIEW.replace("{id}", &id.0.to_string());
    let public_url = previews.public_url.as_deref().unwrap_or_default();
    let url = format!("{public_url}{address}?token={}", token.reveal());
    let made = NewPreviewToken { id: token.id(), token: token.reveal(), url, expires_at };
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(made))
}

fn store_token(tx: &mut WriteContext<'_>, row: &TokenRow) -> Result<(), Problem> {
    tx.load_active(&WriteTarget { kind: Kind::Article, id: row.article_id, if_match: IfMatch::Any })?;
    store::delete_expired(tx.connection, row.article_id, row.created_at.later_by_ms(-KEPT_EXPIRED_MS))?;
    store::insert(tx.connection, row)?;
    Ok(append_audit(tx, Action::Create, row.article_id, row.id)?)
}

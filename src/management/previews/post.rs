//! Making a preview token.

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

/// The most seconds of a token that a user of the identity provider makes: nobody tells this server when such a user is
/// disabled there.
const LIFE_OF_USER_MAX_SECONDS: u32 = 86_400;

/// What is over for longer than this is not listed any more.
const KEPT_EXPIRED_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// What a preview token is to be like. All members may be left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PreviewTokenInput {
    /// How many seconds it works: a week if not given. It ends with the key that made it at the latest. A token that
    /// somebody makes who logged in through the identity provider works for a day, and no longer.
    #[schema(minimum = 60, maximum = 2_592_000, default = 604_800)]
    expires_in_seconds: Option<u32>,
}

/// A preview token that was just made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewPreviewToken {
    /// Its lasting name.
    id: Id,
    /// The token itself. It is shown this once only.
    token: String,
    /// The address of the preview, the token included.
    #[schema(format = "uri-reference")]
    url: String,
    /// When it stops working.
    expires_at: Timestamp,
}

/// Make a preview token of an article
///
/// Whoever has the `url` sees the working copy as it would be published, from now on and with every later change of
/// it, until the token expires or is revoked, or the key that made it does. Send the token in the query, or as the header
/// `X-Preview-Token`, which no log of a proxy shows. The answer has the token this once only. Needs the role `author`.
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

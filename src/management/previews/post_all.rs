//! Creating a preview token of all unpublished work.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::new_token::{CreatedPreviewToken, NewToken, insert, read_lifetime};
use super::paths::ALL_TOKENS;
use super::view::PreviewSettings;
use crate::auth::Author;
use crate::content::decode::decode_value;
use crate::content::{PreviewScope, ViolationCode};
use crate::http::{NoQuery, OptionalJsonBody, Problem, Query};
use crate::management::operations::{OpContext, write};

/// The options of a preview token that is not of one article. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FullPreviewTokenInput {
    /// Must be `all`, the default. The tokens of one article are created below the article.
    #[schema(default = "all", nullable = false)]
    scope: Option<PreviewScope>,
    /// The lifetime in seconds; default: one week. The token expires no later than the key that created it. A token
    /// that a user of the identity provider creates lasts for one day at most.
    #[schema(minimum = 60, maximum = 2_592_000, default = 604_800, nullable = false)]
    expires_in_seconds: Option<u32>,
}

/// Create a preview token of all unpublished work
///
/// With this token, all reads of delivery respond as if all working copies were published now: articles, lists, search,
/// feeds, bundles and syncs. Send it in the header `X-Preview-Token`, or in the query as `token`, except to `/v1/sync`.
/// It also opens the preview of each article. Trashed entities are not shown. Only this response contains the token.
/// Needs the role `author`.
#[utoipa::path(
    post,
    path = ALL_TOKENS,
    operation_id = "create_full_preview_token",
    tag = "manage",
    request_body(content = FullPreviewTokenInput, content_type = "application/json"),
    responses((status = 201, description = "Made", body = CreatedPreviewToken)),
    security(("apiKey" = [])),
)]
pub(super) async fn create_full_preview_token(
    caller: Author,
    context: OpContext,
    previews: web::Data<PreviewSettings>,
    _query: Query<NoQuery>,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let caller = caller.0;
    let seconds = decode_value(&body.0, |item| {
        let mut fields = item.object()?;
        fields.optional("scope", |item| match item.string_enum()? {
            PreviewScope::All => Some(()),
            PreviewScope::Article => item.reject(
                ViolationCode::UnknownValue,
                "must be \"all\"; create a token of one article with POST /v1/manage/articles/{id}/preview-tokens.",
            ),
        });
        let seconds = read_lifetime(&mut fields, &caller);
        fields.finish();
        Some(seconds)
    })?;
    let token = NewToken::generate(caller, seconds, None)?;
    let row = token.row();
    write(&context, move |tx| Ok(insert(tx, &row)?)).await?;
    let made = token.created(|token| previews.site_url(token));
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(made))
}

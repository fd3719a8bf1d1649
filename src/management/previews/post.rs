//! Creating a preview token of an article.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::new_token::{CreatedPreviewToken, NewToken, insert, read_lifetime};
use super::paths::TOKENS;
use super::view::PreviewSettings;
use crate::auth::Author;
use crate::content::decode::decode_value;
use crate::content::{Id, Kind};
use crate::http::{IfMatch, NoQuery, OptionalJsonBody, PathId, Problem, Query};
use crate::management::operations::{OpContext, WriteTarget, write};

/// The options of a preview token. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PreviewTokenInput {
    /// The lifetime in seconds; default: one week. The token expires no later than the key that created it. A token
    /// that a user of the identity provider creates lasts for one day at most.
    #[schema(minimum = 60, maximum = 2_592_000, default = 604_800, nullable = false)]
    expires_in_seconds: Option<u32>,
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
    responses((status = 201, description = "Made", body = CreatedPreviewToken)),
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
    let seconds = decode_value(&body.0, |item| {
        let mut fields = item.object()?;
        let seconds = read_lifetime(&mut fields, &caller);
        fields.finish();
        Some(seconds)
    })?;
    let token = NewToken::generate(caller, seconds, Some(id.0))?;
    let (id, row) = (id.0, token.row());
    let content = write(&context, move |tx| {
        let copy = tx.load_active(&WriteTarget { kind: Kind::Article, id, if_match: IfMatch::Any })?;
        insert(tx, &row)?;
        Ok(copy.content)
    })
    .await?;
    let made = token.created(|token| previews.article_url(token, id, &content));
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(made))
}

//! `GET /v1/preview/articles/{id}`

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::paths::PREVIEW;
use super::store::{self, StoredToken};
use super::token::PreviewToken;
use crate::auth::{DenyList, KeyState};
use crate::content::documents::ArticleDocument;
use crate::content::{Id, Kind, Timestamp};
use crate::db::{Connection, Database};
use crate::http::{Code, ErrorItem, PathId, PreviewErrors, Problem, Query, QueryReader, ReadQuery};
use crate::publishing::{self, Settings};
use crate::rendering::BodyForms;
use crate::working_copies;

/// The header that can replace the query parameter: URLs appear in browser histories and in the logs of proxies.
const X_PREVIEW_TOKEN: &str = "x-preview-token";

const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// The query parameters of a preview.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct GetPreviewQuery {
    /// The preview token, unless the header `X-Preview-Token` has it.
    #[param(nullable = false, pattern = r"^[^\u0000]*$")]
    token: Option<String>,
    #[param(ignore)]
    forms: BodyForms,
}

impl ReadQuery for GetPreviewQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { token: reader.text("token"), forms: BodyForms::new(reader.enum_list("body")) }
    }
}

/// Preview an article
///
/// Returns the working copy as it would be published now, in the format of a published article. Entities that it refers
/// to appear as published, or as their working copies if they are not published. Needs a token of this article, created
/// with `POST /v1/manage/articles/{id}/preview-tokens`, in the query or as `X-Preview-Token`, and no key. Any problem
/// with the token or the article gives the same 404.
#[utoipa::path(
    get,
    path = PREVIEW,
    operation_id = "get_article_preview",
    tag = "preview",
    params(
        ("id" = Id, Path, description = "The id of the article."),
        ("X-Preview-Token" = Option<String>, Header, description = "The preview token, if the query does not have it", nullable = false),
        GetPreviewQuery,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The article as it would be published; its headers forbid caching, indexing and sending its address as a referrer.", body = ArticleDocument),
        PreviewErrors,
    ),
    security(("previewToken" = []), ("previewTokenHeader" = [])),
)]
pub(super) async fn get_article_preview(
    database: Data<Database>,
    settings: Data<Settings>,
    deny_list: Data<DenyList>,
    request: HttpRequest,
    id: PathId,
    query: Query<GetPreviewQuery>,
) -> Result<HttpResponse, Problem> {
    let GetPreviewQuery { token, forms } = query.0;
    let token = match (token, request.headers().get(X_PREVIEW_TOKEN)) {
        (Some(_), Some(_)) => return Err(invalid_token("duplicate", TOKEN_TWICE)),
        (Some(token), None) => token,
        (None, Some(token)) => token.to_str().unwrap_or_default().to_owned(),
        (None, None) => return Err(invalid_token("required", TOKEN_MISSING)),
    };
    let article =
        database.read(move |connection| load_preview(connection, &settings, &deny_list, id.0, &token)).await?;
    let mut article = article.ok_or_else(preview_not_found)?;
    if !forms.is_stored_form() {
        let ArticleDocument { sections, locale, .. } = &mut article;
        for section in sections {
            forms.apply(section, locale);
        }
    }
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "no-store"));
    response.insert_header((X_ROBOTS_TAG, "noindex"));
    response.insert_header((REFERRER_POLICY, "no-referrer"));
    response.insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response.insert_header((CONTENT_LANGUAGE, article.locale.as_str()));
    Ok(response.json(article))
}

/// Loads the article, if the token belongs to it and is active.
fn load_preview(
    connection: &mut Connection,
    settings: &Settings,
    deny_list: &DenyList,
    id: Id,
    token: &str,
) -> Result<Option<ArticleDocument>, Problem> {
    let Some(token) = PreviewToken::read(token) else { return Ok(None) };
    let stored = store::find(connection, token.id())?.filter(|stored| stored.row.article_id == id);
    let works = |stored: &StoredToken| stored.state(deny_list, Timestamp::now()) == KeyState::Active;
    if !stored.is_some_and(|stored| token.matches(&stored.row.digest) && works(&stored)) {
        return Ok(None);
    }
    let copy = working_copies::find(connection, Kind::Article, id)?.filter(|copy| !copy.head.is_trashed());
    Ok(copy.map(|copy| publishing::preview(connection, settings, copy)).transpose()?)
}

const TOKEN_MISSING: &str =
    "\"token\" is required: a preview token of this article, in the query or in the header X-Preview-Token.";
const TOKEN_TWICE: &str = "The token is both in the query and in the header X-Preview-Token; send it once.";

fn invalid_token(code: &str, detail: &str) -> Problem {
    Problem::new(Code::InvalidQuery, detail).with_errors(vec![ErrorItem {
        pointer: None,
        parameter: Some("token".to_owned()),
        code: code.to_owned(),
        detail: detail.to_owned(),
    }])
}

fn preview_not_found() -> Problem {
    Problem::not_found("preview here: the token does not belong to this article, or is no longer valid")
        .with_header(X_ROBOTS_TAG, HeaderValue::from_static("noindex"))
}

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

/// The header that may have the token in the place of the query: addresses stand in histories and in logs of proxies.
const X_PREVIEW_TOKEN: &str = "x-preview-token";

const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// With which token, and how to give the article.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct GetPreviewQuery {
    /// The preview token, if the header `X-Preview-Token` does not have it.
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
/// The working copy as it would be published now, in the shape of a published article. What it refers to stands in it
/// as readers get it, or as its own working copy stands where it is not published. Needs a token of this article,
/// made with `POST /v1/manage/articles/{id}/preview-tokens`, in the query or as `X-Preview-Token`, and no key. Whatever is
/// wrong with a token, or with the article, the answer is the same 404.
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
        (status = 200, description = "The article as it would be published; not to be cached, indexed or led on from.", body = ArticleDocument),
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

/// The article, if the token is one of it and works.
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
    "\"token\" is required: a preview token of this article, here or as the header X-Preview-Token.";
const TOKEN_TWICE: &str = "The token stands in the query and in the header X-Preview-Token; send it once.";

fn invalid_token(code: &str, detail: &str) -> Problem {
    Problem::new(Code::InvalidQuery, detail).with_errors(vec![ErrorItem {
        pointer: None,
        parameter: Some("token".to_owned()),
        code: code.to_owned(),
        detail: detail.to_owned(),
    }])
}

fn preview_not_found() -> Problem {
    Problem::not_found("preview here: the token does not fit this article, or does not work any more")
        .with_header(X_ROBOTS_TAG, HeaderValue::from_static("noindex"))
}

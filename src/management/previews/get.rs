//! `GET /v1/preview/articles/{id}`

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue, VARY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::paths::PREVIEW;
use super::sent_token::{SentToken, X_ROBOTS_TAG, invalid_token};
use super::token_state::find_active;
use crate::auth::DenyList;
use crate::content::documents::ArticleDocument;
use crate::content::{Id, Kind};
use crate::db::{Connection, Database};
use crate::http::{JSON, NO_REFERRER, PAGE_CSP, PathId, Problem, Query, QueryReader, ReadQuery, negotiate_media_type};
use crate::publishing::{self, Settings};
use crate::rendering::{BodyForms, preview_page};
use crate::working_copies;

/// The media type of a page for people.
const HTML: &str = "text/html";

/// The media types of a preview, the default first.
const MEDIA_TYPES: &[&str] = &[JSON, HTML];

/// The notice at the top of a page.
const NOTICE: &str = "Preview: this is the working copy as it would be published now. It is not public.";

/// A preview as an HTML page, without scripts: that of a published article, with a notice at its top.
#[derive(Debug, utoipa::ToSchema)]
struct PreviewHtml(#[expect(dead_code, reason = "only the schema is used")] String);

/// The query parameters of a preview.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct GetPreviewQuery {
    /// The preview token, unless the header `X-Preview-Token` has it.
    #[param(nullable = false, pattern = r"^[^\u0000]*$")]
    token: Option<String>,
    #[param(ignore)]
    forms: BodyForms,
    /// True if the query has `body`, even with the default value.
    #[param(ignore)]
    has_body: bool,
}

impl ReadQuery for GetPreviewQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            token: reader.text("token"),
            forms: BodyForms::new(reader.enum_list("body")),
            has_body: reader.has("body"),
        }
    }
}

/// Preview an article
///
/// Returns the working copy as it would be published now: in the format of a published article, or as a page for people
/// if `Accept` prefers `text/html`, as browsers do. With `body`, only JSON is available. Entities that it refers
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
        (
            status = 200,
            description = "The article as it would be published; its headers forbid caching, indexing and sending its address as a referrer.",
            content((ArticleDocument = "application/json"), (PreviewHtml = "text/html")),
            headers(("Content-Language" = String, description = "The locale of the article.")),
        ),
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
    let GetPreviewQuery { token, forms, has_body } = query.0;
    let token = SentToken::read(token, request.headers())?;
    let token = token.ok_or_else(|| invalid_token("required", TOKEN_MISSING))?.0;
    // A client that accepts neither gets the default.
    let offered: &[&str] = if has_body { &[JSON] } else { MEDIA_TYPES };
    let media_type = negotiate_media_type(&request, offered).unwrap_or(JSON);
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
    response.insert_header(NO_REFERRER);
    response.insert_header((VARY, "Accept"));
    response.insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response.insert_header((CONTENT_LANGUAGE, article.locale.as_str()));
    if media_type == HTML {
        response.insert_header(PAGE_CSP).insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
        return Ok(response.body(preview_page(&article, NOTICE)));
    }
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
    let token = find_active(connection, deny_list, token)?;
    if token.is_none_or(|token| token.row.article_id.is_some_and(|article| article != id)) {
        return Ok(None);
    }
    let copy = working_copies::find(connection, Kind::Article, id)?.filter(|copy| !copy.head.is_trashed());
    Ok(copy.map(|copy| publishing::preview(connection, settings, copy)).transpose()?)
}

const TOKEN_MISSING: &str =
    "\"token\" is required: a preview token of this article, in the query or in the header X-Preview-Token.";

fn preview_not_found() -> Problem {
    Problem::not_found("preview here: the token does not belong to this article, or is no longer valid")
        .with_header(X_ROBOTS_TAG, HeaderValue::from_static("noindex"))
}

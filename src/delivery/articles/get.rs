//! `GET /v1/articles/{idOrSlug}`

use actix_web::{HttpRequest, HttpResponse};

use super::fields::{ArticleFields, ArticleMember};
use super::formats::{ArticleHtml, ArticleLinkedData, ArticleMarkdown, ArticleText};
use super::{formats, resolve::resolve_article, view};
use crate::content::{Timestamp, documents::ArticleDocument};
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{body_forms::BodyForms, locales::LocalePreference, reader::DeliveryReader};
use crate::http::{ItemErrors, PathSegment, Problem, Query, QueryReader, ReadQuery, Representation};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}";

/// The media type of an article with the members that `fields` selects.
const FIELDS_TYPE: &str = "application/vnd.cairn.fields+json";

/// The query parameters for one article.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GetArticleQuery {
    #[param(ignore)]
    preference: LocalePreference,
    #[param(ignore)]
    forms: BodyForms,
    /// True if the query has `body`, even with the default value.
    #[param(ignore)]
    has_body: bool,
    /// The members of the article to return, separated by commas; default: all. The response has the media type
    /// `application/vnd.cairn.fields+json`.
    #[param(inline, value_type = Option<Vec<ArticleMember>>, style = Form, explode = false, min_items = 1)]
    fields: Option<Vec<ArticleMember>>,
}

impl ReadQuery for GetArticleQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            preference: LocalePreference::read(reader),
            forms: BodyForms::read(reader),
            has_body: reader.has("body"),
            fields: reader.enum_list("fields"),
        }
    }
}

/// Get an article
///
/// Returns an article by id or slug, in the requested locale or a fallback. The id or slug of any translation is accepted;
/// the translation in the preferred locale is served. Without `locale` and `fallback`, a slug that only an article in another
/// locale has redirects to that article (302). A former slug redirects to the current one (301).
///
/// `Accept` selects JSON, an HTML page, Markdown, plain text or JSON-LD. With `fields` or `body`, only JSON is available.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        LocalePreference,
        GetArticleQuery,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The article.", content(
            (ArticleDocument = "application/json"),
            (ArticleFields = "application/vnd.cairn.fields+json"),
            (ArticleHtml = "text/html"),
            (ArticleMarkdown = "text/markdown"),
            (ArticleText = "text/plain"),
            (ArticleLinkedData = "application/ld+json"),
        )),
        ArticleRedirects,
        NotModified,
        ItemErrors,
    ),
)]
pub async fn get_article(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(query): Query<GetArticleQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let resolved = resolve_article(&reader, &name, &query.preference).await?;
    resolved.respond_with(&request, "", |article, mut freshness| {
        let (mut json, mut modified) = (article.document, reader.modified_at(article.updated_at));
        if let Some(next_review_at) = article.next_review_at {
            let current = view::with_review_since(json, next_review_at, article.frozen_at, Timestamp::now())?;
            json = current.document;
            modified = modified.max(current.review_changed_at);
            freshness = freshness.at_most_until(current.review_changes_at);
        }
        if !query.forms.is_stored_form() {
            json = view::with_bodies(&json, &query.forms)?;
        }
        let representation = match &query.fields {
            Some(fields) => Representation::json(view::select_members(&json, fields)?, modified, freshness)
                .with_content_type(FIELDS_TYPE),
            None if query.has_body => Representation::json(json, modified, freshness),
            None => {
                let media_type = formats::negotiate(&request)?;
                let text = formats::render(media_type, json)?;
                Representation::negotiated(text, media_type, formats::MEDIA_TYPES, modified, freshness)
            }
        };
        representation.with_locale(article.locale).about(article.about).respond(&request)
    })
}

//! `GET /v1/articles/{idOrSlug}`

use actix_web::{HttpRequest, HttpResponse};

use super::formats::{ArticleHtml, ArticleLinkedData, ArticleMarkdown, ArticleText};
use super::{formats, resolve::resolve_article};
use crate::content::documents::ArticleDocument;
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{body_forms::BodyForms, locales::LocalePreference, reader::DeliveryReader};
use crate::http::{PathSegment, Problem, Query, QueryReader, ReadQuery, Representation};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}";

/// The query parameters for one article.
#[derive(Debug)]
pub struct GetArticleQuery {
    preference: LocalePreference,
    forms: BodyForms,
    /// True if the query has `body`, even with the default value.
    has_body: bool,
}

impl ReadQuery for GetArticleQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            preference: LocalePreference::read(reader),
            forms: BodyForms::read(reader),
            has_body: reader.has("body"),
        }
    }
}

/// Get an article
///
/// Returns an article by id or slug, in the requested locale or a fallback. The id or slug of any translation is accepted;
/// the translation in the preferred locale is served. Without `locale` and `fallback`, a slug that only an article in another
/// locale has redirects to that article (302). A former slug redirects to the current one (301).
///
/// `Accept` selects JSON, an HTML page, Markdown, plain text or JSON-LD. With `body`, only JSON is available.
/// `GET /v1/articles/{idOrSlug}/fields` returns some members only.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        LocalePreference,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The article.", content(
            (ArticleDocument = "application/json"),
            (ArticleHtml = "text/html"),
            (ArticleMarkdown = "text/markdown"),
            (ArticleText = "text/plain"),
            (ArticleLinkedData = "application/ld+json"),
        )),
        ArticleRedirects,
        NotModified,
    ),
)]
pub async fn get_article(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(query): Query<GetArticleQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let resolved = resolve_article(&reader, &name, &query.preference).await?;
    resolved.respond_with(&request, "", |mut article, freshness| {
        let freshness = article.bring_up_to_date(&query.forms, freshness)?;
        let json = std::mem::take(&mut article.document);
        if query.has_body {
            return article.representation(&reader, json, freshness).respond(&request);
        }
        let media_type = formats::negotiate(&request)?;
        let text = formats::render(media_type, json)?;
        let modified = reader.modified_at(article.updated_at);
        Representation::negotiated(text, media_type, formats::MEDIA_TYPES, modified, freshness)
            .with_locale(article.locale)
            .about(article.about)
            .respond(&request)
    })
}

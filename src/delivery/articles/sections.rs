//! `GET /v1/articles/{idOrSlug}/sections`

use actix_web::{HttpRequest, HttpResponse};

use super::{resolve::resolve_article, view};
use crate::content::documents::SectionDocument;
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{body_forms::BodyForms, locales::LocalePreference, reader::DeliveryReader};
use crate::http::{PathSegment, Problem, Query, QueryReader, ReadQuery};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}/sections";

/// The query parameters of the sections of an article.
#[derive(Debug)]
pub struct ArticleSectionsQuery {
    /// The preferred locale and its fallbacks.
    pub preference: LocalePreference,
    /// The formats of the text.
    pub forms: BodyForms,
}

impl ReadQuery for ArticleSectionsQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { preference: LocalePreference::read(reader), forms: BodyForms::read(reader) }
    }
}

/// The sections of an article.
#[derive(Debug, utoipa::ToSchema)]
pub struct SectionList {
    /// The sections, in order.
    pub data: Vec<SectionDocument>,
}

/// List the sections of an article
///
/// Returns all sections of an article in order. The article is found as by `GET /v1/articles/{idOrSlug}`.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        LocalePreference,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The sections.", body = SectionList),
        ArticleRedirects,
        NotModified,
    ),
)]
pub async fn list_article_sections(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(query): Query<ArticleSectionsQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let resolved = resolve_article(&reader, &name, &query.preference).await?;
    resolved.respond_with(&request, "/sections", |article, freshness| {
        let json = view::sections(&article.document, &query.forms, &article.locale)?;
        article.representation(&reader, json, freshness).respond(&request)
    })
}

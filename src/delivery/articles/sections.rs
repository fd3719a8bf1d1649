//! `GET /v1/articles/{idOrSlug}/sections`

use actix_web::{HttpRequest, HttpResponse};

use super::locating::locate_article;
use super::view;
use crate::content::documents::SectionDocument;
use crate::delivery::bodies::BodyForms;
use crate::delivery::locales::WantedLocales;
use crate::delivery::reading::Reader;
use crate::http::{ItemErrors, PathWord, Problem, Query, QueryReader, ReadQuery, Representation};

/// The address.
pub const PATH: &str = "/v1/articles/{idOrSlug}/sections";

/// Of which translation of an article to give sections, and how.
#[derive(Debug)]
pub struct ArticleSectionsQuery {
    /// In which locale.
    pub wanted: WantedLocales,
    /// In which forms.
    pub forms: BodyForms,
}

impl ReadQuery for ArticleSectionsQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { wanted: WantedLocales::read(reader), forms: BodyForms::read(reader) }
    }
}

/// All sections of an article.
#[derive(Debug, utoipa::ToSchema)]
pub struct SectionList {
    /// The sections, in order.
    pub data: Vec<SectionDocument>,
}

/// List the sections of an article
///
/// All of them, in order. The article is found as by `GET /v1/articles/{idOrSlug}`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_article_sections",
    tag = "articles",
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        WantedLocales,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The sections.", body = SectionList),
        (status = 301, description = "The article has another slug now.", headers(("Location" = String, description = "The same request with that slug."))),
        (status = 302, description = "The slug is that of an article in another locale than the default one, and no locale was named.", headers(("Location" = String, description = "The same request with that locale."))),
        (status = 304, description = "What the client has is what it would get."),
        ItemErrors,
    ),
    security(()),
)]
pub async fn list_article_sections(
    request: HttpRequest,
    PathWord(name, _): PathWord,
    Query(query): Query<ArticleSectionsQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let located = locate_article(&reader, &name, &query.wanted).await?;
    located.answer(&request, "/sections", |article, freshness| {
        Representation::json(
            view::sections(&article.document, &query.forms, &article.locale)?,
            reader.modified_at(article.updated_at),
            freshness,
        )
        .in_locale(article.locale)
        .about(article.about)
        .respond(&request)
    })
}

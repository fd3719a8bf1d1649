//! `GET /v1/articles/{idOrSlug}/phrases`

use actix_web::{HttpRequest, HttpResponse};

use super::locating::locate_article;
use super::view;
use crate::content::documents::SectionPhrase;
use crate::delivery::locales::WantedLocales;
use crate::delivery::reading::Reader;
use crate::http::{ItemErrors, PathWord, Problem, Query, Representation};

/// The address.
pub const PATH: &str = "/v1/articles/{idOrSlug}/phrases";

/// All phrases that an article uses.
#[derive(Debug, utoipa::ToSchema)]
pub struct SectionPhraseList {
    /// The phrases, in order of first use.
    pub data: Vec<SectionPhrase>,
}

/// List the phrases of an article
///
/// Every phrase it uses, in order of first use, each with the section that uses it first. The article is found
/// as by `GET /v1/articles/{idOrSlug}`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_article_phrases",
    tag = "articles",
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        WantedLocales,
    ),
    responses(
        (status = 200, description = "The phrases.", body = SectionPhraseList),
        (status = 301, description = "The article has another slug now.", headers(("Location" = String, description = "The same request with that slug."))),
        (status = 302, description = "The slug is that of an article in another locale than the default one, and no locale was named.", headers(("Location" = String, description = "The same request with that locale."))),
        (status = 304, description = "What the client has is what it would get."),
        ItemErrors,
    ),
    security(()),
)]
pub async fn list_article_phrases(
    request: HttpRequest,
    PathWord(name, _): PathWord,
    Query(wanted): Query<WantedLocales>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let located = locate_article(&reader, &name, &wanted).await?;
    located.answer(&request, "/phrases", |article, freshness| {
        Representation::json(view::phrases(&article.document)?, reader.modified_at(article.updated_at), freshness)
            .in_locale(article.locale)
            .about(article.about)
            .respond(&request)
    })
}

//! `GET /v1/articles/{idOrSlug}/phrases`

use actix_web::{HttpRequest, HttpResponse};

use super::{resolve::resolve_article, view};
use crate::content::documents::SectionPhrase;
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{locales::LocalePreference, reader::DeliveryReader};
use crate::http::{PathSegment, Problem, Query};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}/phrases";

/// The phrases that an article uses.
#[derive(Debug, utoipa::ToSchema)]
pub struct SectionPhraseList {
    /// The phrases, in order of first use.
    pub data: Vec<SectionPhrase>,
}

/// List the phrases of an article
///
/// Returns the phrases of an article in order of first use, each with the section that uses it first. The article is found
/// as by `GET /v1/articles/{idOrSlug}`.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        LocalePreference,
    ),
    responses(
        (status = 200, description = "The phrases.", body = SectionPhraseList),
        ArticleRedirects,
        NotModified,
    ),
)]
pub async fn list_article_phrases(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(preference): Query<LocalePreference>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let resolved = resolve_article(&reader, &name, &preference).await?;
    resolved.respond_with(&request, "/phrases", |article, freshness| {
        let json = view::phrases(&article.document)?;
        article.representation(&reader, json, freshness).respond(&request)
    })
}

//! `GET /v1/articles/{idOrSlug}/suggestions`

use actix_web::{HttpRequest, HttpResponse};

use super::{SuggestionList, suggest};
use crate::delivery::articles::resolve::resolve_and_read;
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{locales::LocalePreference, reader::DeliveryReader};
use crate::http::{PathSegment, Problem, Query, Representation};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}/suggestions";

/// List suggested articles
///
/// Returns up to ten articles in the same locale that share topics, phrases or rare words with the article, or that are
/// linked with it, the best first, with the reasons. Articles among its related resources are left out. The suggestions
/// depend on the published documents only. The article is found as by `GET /v1/articles/{idOrSlug}`.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        LocalePreference,
    ),
    responses(
        (status = 200, description = "The suggestions.", body = SuggestionList),
        ArticleRedirects,
        NotModified,
    ),
)]
pub async fn list_suggested_articles(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(preference): Query<LocalePreference>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let resolved = resolve_and_read(&reader, &name, &preference, suggest);
    resolved.await?.respond_with(&request, "/suggestions", |suggestions, freshness| {
        Representation::json(suggestions.json, suggestions.changed_at, freshness)
            .with_locale(suggestions.locale)
            .respond(&request)
    })
}

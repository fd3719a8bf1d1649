//! `GET /v1/articles/{idOrSlug}/related`

use actix_web::{HttpRequest, HttpResponse};

use super::{resolve::resolve_article, view};
use crate::content::documents::RelatedCard;
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{locales::LocalePreference, reader::DeliveryReader};
use crate::http::{PathSegment, Problem, Query};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}/related";

/// The related resources of an article.
#[derive(Debug, utoipa::ToSchema)]
pub struct RelatedList {
    /// The resources, in order.
    pub data: Vec<RelatedCard>,
}

/// List the related resources of an article
///
/// Returns the related resources in the order that the editors chose. The article is found as by
/// `GET /v1/articles/{idOrSlug}`. `GET /v1/articles/{idOrSlug}/suggestions` returns articles that are similar to it.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        LocalePreference,
    ),
    responses(
        (status = 200, description = "The related resources.", body = RelatedList),
        ArticleRedirects,
        NotModified,
    ),
)]
pub async fn list_related_resources(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(preference): Query<LocalePreference>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let resolved = resolve_article(&reader, &name, &preference).await?;
    resolved.respond_with(&request, "/related", |article, freshness| {
        let json = view::related(&article.document)?;
        article.representation(&reader, json, freshness).respond(&request)
    })
}

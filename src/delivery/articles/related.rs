//! `GET /v1/articles/{idOrSlug}/related`

use actix_web::{HttpRequest, HttpResponse};

use super::locating::locate;
use super::view;
use crate::content::documents::RelatedCard;
use crate::delivery::locales::WantedLocales;
use crate::delivery::reading::Reader;
use crate::http::{ItemErrors, PathWord, Problem, Query, Representation};

/// The address.
pub const PATH: &str = "/v1/articles/{idOrSlug}/related";

/// All resources that an article leads to.
#[derive(Debug, utoipa::ToSchema)]
pub struct RelatedList {
    /// The resources, in order.
    pub data: Vec<RelatedCard>,
}

/// List the related resources of an article
///
/// Where to go next, in the order the editors chose. The article is found as by `GET /v1/articles/{idOrSlug}`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_related",
    tag = "articles",
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        WantedLocales,
    ),
    responses(
        (status = 200, description = "The related resources.", body = RelatedList),
        (status = 301, description = "The article has another slug now.", headers(("Location" = String, description = "The same request with that slug."))),
        (status = 304, description = "What the client has is what it would get."),
        ItemErrors,
    ),
    security(()),
)]
pub async fn list_related(
    request: HttpRequest,
    PathWord(name, _): PathWord,
    Query(wanted): Query<WantedLocales>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let located = locate(&reader, &name, &wanted, |_, article| Ok(article)).await?;
    located.answer(&request, "/related", |article, freshness| {
        Representation::json(view::related(&article.document)?, Some(article.updated_at), freshness)
            .in_locale(article.locale)
            .about(article.about)
            .respond(&request)
    })
}

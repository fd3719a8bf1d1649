//! `GET /v1/articles/{idOrSlug}/related`: the related resources that editors chose, or suggestions for them.

use actix_web::{HttpRequest, HttpResponse};

use super::resolve::{resolve_and_read, resolve_article};
use super::suggestions::{SuggestionList, suggest};
use super::view;
use crate::content::documents::RelatedCard;
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{locales::LocalePreference, reader::DeliveryReader};
use crate::http::{ItemErrors, PathSegment, Problem, Query, QueryReader, ReadQuery, Representation};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}/related";

/// The media type of suggestions, which are not a list of resources.
const SUGGESTIONS_TYPE: &str = "application/vnd.cairn.suggestions+json";

/// The parameters of the list of related resources.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListRelatedQuery {
    #[param(ignore)]
    preference: LocalePreference,
    /// Returns suggestions instead of the resources that the editors chose: articles that are not related yet, with the
    /// reasons. The response has the media type `application/vnd.cairn.suggestions+json`.
    #[param(value_type = Option<bool>, default = false)]
    suggested: bool,
}

impl ReadQuery for ListRelatedQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { preference: LocalePreference::read(reader), suggested: reader.flag("suggested") }
    }
}

/// The related resources of an article.
#[derive(Debug, utoipa::ToSchema)]
pub struct RelatedList {
    /// The resources, in order.
    pub data: Vec<RelatedCard>,
}

/// List the related resources of an article
///
/// Returns the related resources in the order that the editors chose. With `suggested=true`, returns up to ten articles in
/// the same locale that share topics, phrases or rare words with the article, or that are linked with it, the best first.
/// The suggestions depend on the published documents only. The article is found as by `GET /v1/articles/{idOrSlug}`.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        LocalePreference,
        ListRelatedQuery,
    ),
    responses(
        (status = 200, description = "The related resources, or the suggestions.", content(
            (RelatedList = "application/json"),
            (SuggestionList = "application/vnd.cairn.suggestions+json"),
        )),
        ArticleRedirects,
        NotModified,
        ItemErrors,
    ),
)]
pub async fn list_related_resources(
    request: HttpRequest,
    PathSegment(name): PathSegment,
    Query(query): Query<ListRelatedQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    if query.suggested {
        let resolved = resolve_and_read(&reader, &name, &query.preference, suggest);
        return resolved.await?.respond_with(&request, "/related", |suggestions, freshness| {
            Representation::json(suggestions.json, suggestions.changed_at, freshness)
                .with_content_type(SUGGESTIONS_TYPE)
                .with_locale(suggestions.locale)
                .respond(&request)
        });
    }
    let resolved = resolve_article(&reader, &name, &query.preference).await?;
    resolved.respond_with(&request, "/related", |article, freshness| {
        let json = view::related(&article.document)?;
        article.representation(&reader, json, freshness).respond(&request)
    })
}

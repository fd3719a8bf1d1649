//! `GET /v1/articles/{idOrSlug}/related`: what the editors chose, or what could be chosen.

use actix_web::{HttpRequest, HttpResponse};

use super::locating::{locate, locate_article};
use super::suggesting::{SuggestionList, suggest};
use super::view;
use crate::content::documents::RelatedCard;
use crate::delivery::locales::WantedLocales;
use crate::delivery::reading::Reader;
use crate::http::{ItemErrors, PathWord, Problem, Query, QueryReader, ReadQuery, Representation};

/// The address.
pub const PATH: &str = "/v1/articles/{idOrSlug}/related";

/// The media type of proposals: no list of resources.
const SUGGESTIONS_TYPE: &str = "application/vnd.cairn.suggestions+json";

/// Which related things to list.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListRelatedQuery {
    #[param(ignore)]
    wanted: WantedLocales,
    /// Articles that the article could lead to and does not yet, with the reasons, in the place of the resources that the
    /// editors chose; the answer then has the type `application/vnd.cairn.suggestions+json`.
    #[param(value_type = Option<bool>, default = false)]
    suggested: bool,
}

impl ReadQuery for ListRelatedQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { wanted: WantedLocales::read(reader), suggested: reader.flag("suggested") }
    }
}

/// All resources that an article leads to.
#[derive(Debug, utoipa::ToSchema)]
pub struct RelatedList {
    /// The resources, in order.
    pub data: Vec<RelatedCard>,
}

/// List the related resources of an article
///
/// Where to go next, in the order the editors chose. With `suggested=true` up to ten articles in the same locale that
/// share topics, phrases or rare words with it or are linked with it, the best first: the same documents always give the
/// same ones. The article is found as by `GET /v1/articles/{idOrSlug}`.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_related",
    tag = "articles",
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        WantedLocales,
        ListRelatedQuery,
    ),
    responses(
        (status = 200, description = "The related resources, or what is proposed.", content(
            (RelatedList = "application/json"),
            (SuggestionList = "application/vnd.cairn.suggestions+json"),
        )),
        (status = 301, description = "The article has another slug now.", headers(("Location" = String, description = "The same request with that slug."))),
        (status = 302, description = "The slug is that of an article in another locale than the default one, and no locale was named.", headers(("Location" = String, description = "The same request with that locale."))),
        (status = 304, description = "What the client has is what it would get."),
        ItemErrors,
    ),
    security(()),
)]
pub async fn list_related(
    request: HttpRequest,
    PathWord(name, _): PathWord,
    Query(query): Query<ListRelatedQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    if query.suggested {
        let located = locate(&reader, &name, &query.wanted, |connection, article| {
            let (json, changed_at) = suggest(connection, &article)?;
            Ok((json, changed_at, article.locale))
        });
        return located.await?.answer(&request, "/related", |(json, changed_at, locale), freshness| {
            let answer = Representation::json(json, changed_at, freshness).of_type(SUGGESTIONS_TYPE);
            answer.in_locale(locale).respond(&request)
        });
    }
    let located = locate_article(&reader, &name, &query.wanted).await?;
    located.answer(&request, "/related", |article, freshness| {
        Representation::json(view::related(&article.document)?, reader.modified_at(article.updated_at), freshness)
            .in_locale(article.locale)
            .about(article.about)
            .respond(&request)
    })
}

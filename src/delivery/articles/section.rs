//! `GET /v1/articles/{idOrSlug}/sections/{idOrAnchor}`

use actix_web::{HttpRequest, HttpResponse};

use super::locating::locate;
use super::locating::store::find_section;
use super::sections::ArticleSectionsQuery;
use super::view;
use crate::content::documents::SectionDocument;
use crate::delivery::bodies::BodyForms;
use crate::delivery::locales::WantedLocales;
use crate::delivery::naming::Name;
use crate::delivery::reading::Reader;
use crate::delivery::unanswered::Unanswered;
use crate::http::{ItemErrors, PathWord, Problem, Query, Representation};

/// The address.
pub const PATH: &str = "/v1/articles/{idOrSlug}/sections/{idOrAnchor}";

/// Get a section of an article
///
/// By its id or its anchor. The article is found as by `GET /v1/articles/{idOrSlug}`; the anchors of its
/// translations are their own.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_article_section",
    tag = "articles",
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        ("idOrAnchor" = String, Path, description = "The id or the anchor of the section.", example = "what-to-say"),
        WantedLocales,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The section.", body = SectionDocument),
        (status = 301, description = "The article has another slug now.", headers(("Location" = String, description = "The same request with that slug."))),
        (status = 302, description = "The slug is that of an article in another locale than the default one, and no locale was named.", headers(("Location" = String, description = "The same request with that locale."))),
        (status = 304, description = "What the client has is what it would get."),
        ItemErrors,
    ),
    security(()),
)]
pub async fn get_article_section(
    request: HttpRequest,
    PathWord(article, section): PathWord,
    Query(query): Query<ArticleSectionsQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let section = Name::in_address(&section, "section")?;
    let tail = format!("/sections/{section}");
    let located = locate(&reader, &article, &query.wanted, move |connection, article| {
        let found = find_section(connection, &article, &section)?;
        let found =
            found.ok_or_else(|| Unanswered::Unknown { what: format!("section \"{section}\" in the article") })?;
        Ok((article, found))
    });
    located.await?.answer(&request, &tail, |(article, section), freshness| {
        Representation::json(
            view::section(section, &query.forms, &article.locale)?,
            reader.modified_at(article.updated_at),
            freshness,
        )
        .in_locale(article.locale)
        .about(article.about)
        .respond(&request)
    })
}

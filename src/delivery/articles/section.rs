//! `GET /v1/articles/{idOrSlug}/sections/{idOrAnchor}`

use actix_web::{HttpRequest, HttpResponse};

use super::{resolve::resolve_and_read, resolve::store::articles::find_section, sections::ArticleSectionsQuery, view};
use crate::content::documents::SectionDocument;
use crate::delivery::responses::{ArticleRedirects, NotModified};
use crate::delivery::{
    body_forms::BodyForms, error::ReadError, id_or_slug::IdOrSlug, locales::LocalePreference, reader::DeliveryReader,
};
use crate::http::{PathSegments, Problem, Query};

pub(crate) const PATH: &str = "/v1/articles/{idOrSlug}/sections/{idOrAnchor}";

/// Get a section of an article
///
/// Returns a section by its id or anchor. The article is found as by `GET /v1/articles/{idOrSlug}`. Each translation has its
/// own anchors.
#[utoipa::path(
    get, path = PATH, tag = "articles", security(()),
    params(
        ("idOrSlug" = String, Path, description = "The id or a slug of the article.", example = "when-someone-you-love-says-no"),
        ("idOrAnchor" = String, Path, description = "The id or the anchor of the section.", example = "what-to-say"),
        LocalePreference,
        BodyForms,
    ),
    responses(
        (status = 200, description = "The section.", body = SectionDocument),
        ArticleRedirects,
        NotModified,
    ),
)]
pub async fn get_article_section(
    request: HttpRequest,
    PathSegments { first: article, second: section }: PathSegments,
    Query(query): Query<ArticleSectionsQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let section = IdOrSlug::from_path(&section, "section")?;
    let suffix = format!("/sections/{section}");
    let resolved = resolve_and_read(&reader, &article, &query.preference, move |connection, article| {
        let found = find_section(connection, &article, &section)?;
        let found = found.ok_or_else(|| ReadError::NotFound(format!("section \"{section}\" in the article")))?;
        Ok((article, found))
    });
    resolved.await?.respond_with(&request, &suffix, |(article, section), freshness| {
        let json = view::section(section, &query.forms, &article.locale)?;
        article.representation(&reader, json, freshness).respond(&request)
    })
}

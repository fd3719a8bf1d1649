//! `GET /v1/sections/{id}`

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::store::{self, SectionWithCard};
use crate::content::Id;
use crate::content::documents::{ArticleCard, SectionDocument};
use crate::db::Error;
use crate::delivery::{body_forms::BodyForms, reader::DeliveryReader, responses::NotModified};
use crate::http::{PathId, Problem, Query, Representation};

pub(crate) const PATH: &str = "/v1/sections/{id}";

/// A section with the card of its article.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SectionWithArticle {
    /// The section.
    #[serde(flatten)]
    pub section: SectionDocument,
    /// The card of its article.
    pub article: ArticleCard,
}

/// Get a section
///
/// Returns a section by its id, with the card of its article.
#[utoipa::path(
    get, path = PATH, tag = "sections", security(()),
    params(
        ("id" = Id, Path, description = "The id of the section.", example = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01"),
        BodyForms,
    ),
    responses((status = 200, description = "The section.", body = SectionWithArticle), NotModified),
)]
pub async fn get_section(
    request: HttpRequest,
    PathId(id): PathId,
    Query(forms): Query<BodyForms>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let (row, freshness) = reader.read_inline(move |connection| store::find(connection, id)).await?;
    Representation::json(view(&row, &forms)?, reader.modified_at(row.updated_at), freshness)
        .with_locale(row.locale)
        .about(Some(row.article_id))
        .respond(&request)
}

fn view(row: &SectionWithCard, forms: &BodyForms) -> Result<String, Error> {
    let mut section: SectionDocument = serde_json::from_str(&row.document)?;
    if !forms.is_stored_form() {
        forms.apply(&mut section, &row.locale);
    }
    Ok(serde_json::to_string(&SectionWithArticle { section, article: serde_json::from_str(&row.card)? })?)
}

//! `GET /v1/locales`

use actix_web::{HttpRequest, HttpResponse};

use super::store;
use super::view::PublishedLocale;
use crate::db::Error;
use crate::delivery::{reader::DeliveryReader, responses::NotModified};
use crate::http::{NoQuery, Problem, Query, Representation, unpaged_list};

pub(crate) const PATH: &str = "/v1/locales";

/// The locales with published content.
#[derive(Debug, utoipa::ToSchema)]
pub struct PublishedLocaleList {
    /// The locales, sorted by their codes.
    pub data: Vec<PublishedLocale>,
}

/// List locales
///
/// Returns the locales in which articles, phrases or resources are published, with the number of each. Topics belong to all
/// locales.
#[utoipa::path(
    get, path = PATH, tag = "locales", security(()),
    responses((status = 200, description = "The locales.", body = PublishedLocaleList), NotModified),
)]
pub async fn list_locales(
    request: HttpRequest,
    _: Query<NoQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let (found, freshness) = reader.read(store::load).await?;
    let items = found.locales.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>().map_err(Error::from)?;
    Representation::json(unpaged_list(&items), found.changed_at, freshness).respond(&request)
}

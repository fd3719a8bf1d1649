//! `GET /v1/lookup`

use actix_web::{HttpRequest, HttpResponse};

use super::{query::LookupQuery, result::LookupResultList, store};
use crate::db::Error;
use crate::delivery::{reader::DeliveryReader, responses::NotModified};
use crate::http::{Problem, Query, Representation, unpaged_list};

pub(crate) const PATH: &str = "/v1/lookup";

/// Look up addresses
///
/// Returns the current state and URL of the entity that each slug or id belongs to, or belonged to last. Use it to fix links in
/// bulk, or to update the entities that an app has stored. If an article and a topic have the same slug, the article is
/// returned.
#[utoipa::path(
    get, path = PATH, tag = "lookup", security(()),
    params(LookupQuery),
    responses((status = 200, description = "The results.", body = LookupResultList), NotModified),
)]
pub async fn look_up_addresses(
    request: HttpRequest,
    Query(query): Query<LookupQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let LookupQuery { keys, locale } = query;
    let is_locale_explicit = locale.is_some();
    let locale = locale.unwrap_or_else(|| reader.default_locale().clone());
    let (found, freshness) =
        reader.read(move |connection| store::look_up(connection, &keys, &locale, is_locale_explicit)).await?;
    let items = found.results.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>().map_err(Error::from)?;
    Representation::json(unpaged_list(&items), found.changed_at, freshness).respond(&request)
}

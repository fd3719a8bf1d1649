//! `GET /v1/phrases`

use actix_web::{HttpRequest, HttpResponse};

use super::query::{ListPhrasesQuery, PhraseFilter};
use super::store;
use crate::content::documents::PhraseDocument;
use crate::delivery::{
    date_filter::DateFilter, list_page::ListPage, reader::DeliveryReader, responses::NotModified,
    topic_selection::TopicSelection,
};
use crate::http::{PageInfo, PageRequest, Problem, Query};

pub(crate) const PATH: &str = "/v1/phrases";

/// A page of phrases.
#[derive(Debug, utoipa::ToSchema)]
pub struct PhraseList {
    /// The phrases.
    pub data: Vec<PhraseDocument>,
    /// The position of the page in the list.
    pub page: PageInfo,
}

/// List phrases
///
/// Returns the newest phrases first, unless `sort` is set. With `sort=random`, `seed` determines the order.
#[utoipa::path(
    get, path = PATH, tag = "phrases", security(()),
    params(TopicSelection, PhraseFilter, DateFilter, ListPhrasesQuery, PageRequest),
    responses((status = 200, description = "A page of phrases.", body = PhraseList), NotModified),
)]
pub async fn list_phrases(
    request: HttpRequest,
    Query(query): Query<ListPhrasesQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let ListPhrasesQuery { filter, sort, seed, page, .. } = query;
    let page = ListPage::new(page, &request)?;
    let range = page.range(sort)?;
    let locale = filter.locale.clone();
    let (list, freshness) = reader
        .read(move |connection| match seed {
            Some(seed) => store::load_shuffled_list(connection, &filter, &seed, &range),
            None => store::load_list(connection, &filter, &range),
        })
        .await?;
    page.respond(&request, list, locale, freshness)
}

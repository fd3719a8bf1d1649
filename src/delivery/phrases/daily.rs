//! `GET /v1/phrases/daily`

use std::str::FromStr;

use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;

use super::query::PhraseFilter;
use super::store::{self, DailyPhrase};
use crate::content::{Timestamp, documents::PhraseDocument};
use crate::delivery::{reader::DeliveryReader, responses::NotModified, topic_selection::TopicSelection};
use crate::http::{Problem, Query, QueryReader, ReadQuery, Representation};

pub(crate) const PATH: &str = "/v1/phrases/daily";

/// A day in the format `2026-11-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(NaiveDate);

/// The error for a text that is not a day.
#[derive(Debug, thiserror::Error)]
#[error("a date has the format YYYY-MM-DD, such as 2026-11-02")]
pub struct InvalidDay;

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        // Reject other spellings: chrono accepts 2026-1-2 as well.
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| InvalidDay)?;
        if day.to_string() == text { Ok(Self(day)) } else { Err(InvalidDay) }
    }
}

/// The query parameters of the phrase of the day.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DailyPhraseQuery {
    /// The day; default: today in UTC.
    #[param(value_type = Option<NaiveDate>)]
    date: Option<Day>,
    #[param(ignore)]
    filter: PhraseFilter,
}

impl ReadQuery for DailyPhraseQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { date: reader.parsed("date"), filter: PhraseFilter::read(reader) }
    }
}

/// Get the phrase of the day
///
/// Returns one of the phrases that match the filters. It is the same for all clients during the day, unless phrases are
/// published or unpublished. Without `locale`, the phrase is in the server's default locale.
#[utoipa::path(
    get, path = PATH, tag = "phrases", security(()),
    params(DailyPhraseQuery, TopicSelection, PhraseFilter),
    responses((status = 200, description = "The phrase.", body = PhraseDocument), NotModified),
)]
pub async fn get_daily_phrase(
    request: HttpRequest,
    Query(DailyPhraseQuery { date, mut filter }): Query<DailyPhraseQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    filter.locale.get_or_insert_with(|| reader.default_locale().clone());
    let today = Timestamp::now().date();
    let day = date.map_or_else(|| today.clone(), |Day(date)| date.to_string());
    let is_today = day == today;
    let seed = day.clone();
    let (found, freshness) = reader.read(move |connection| store::find_first(connection, &filter, &seed)).await?;
    let Some(DailyPhrase { phrase, changed_at }) = found else {
        return Err(Problem::not_found("published phrase that matches the filters"));
    };
    // Without a date, the response changes at midnight, even if the phrase does not.
    let midnight = format!("{day}T00:00:00Z").parse().ok().filter(|_| date.is_none());
    let modified = changed_at.max(midnight).max(Some(phrase.updated_at));
    let freshness =
        if is_today { freshness.no_cache().at_most_until(Some(Timestamp::now().next_day())) } else { freshness };
    Representation::json(phrase.document, modified, freshness).with_locale(phrase.locale).respond(&request)
}

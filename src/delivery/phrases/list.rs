//! `GET /v1/phrases`

use actix_web::{HttpRequest, HttpResponse};

use super::filter::PhraseFilter;
use super::store;
use crate::content::Id;
use crate::content::documents::PhraseDocument;
use crate::delivery::listing::{Sort, SortColumn};
use crate::delivery::reading::Reader;
use crate::http::{ListErrors, PageInfo, PageRequest, Problem, Query, QueryReader, ReadQuery};
use crate::word_enum;

/// The address.
pub const PATH: &str = "/v1/phrases";

const SEED_MAX: usize = 64;

word_enum! {
    /// What the list of phrases can be ordered by.
    PhraseColumn {
        /// When this version was published.
        PublishedAt = "publishedAt",
        /// When the document last changed.
        UpdatedAt = "updatedAt",
        /// The text, by code point.
        Text = "text",
        /// As `seed` shuffles them.
        Random = "random",
    }
}

/// An order of the list of phrases.
pub type PhraseSort = Sort<PhraseColumn>;

impl SortColumn for PhraseColumn {
    const DEFAULT: Sort<Self> = Sort { column: Self::PublishedAt, descending: true };

    fn is_moment(self) -> bool {
        matches!(self, Self::PublishedAt | Self::UpdatedAt)
    }

    fn is_reversible(self) -> bool {
        self != Self::Random
    }
}

/// Which phrases to list, and how.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListPhrasesQuery {
    #[param(ignore)]
    filter: PhraseFilter,
    /// Only phrases that the article with this id uses.
    #[expect(dead_code, reason = "describes the parameter, which is read into the filter")]
    article: Option<Id>,
    /// Only phrases whose text holds these characters, in upper or lower case.
    #[expect(dead_code, reason = "describes the parameter, which is read into the filter")]
    #[param(min_length = 1, max_length = 100, pattern = r"^[^\u0000]*$")]
    q: Option<String>,
    /// The order; a leading `-` turns it round. `random` needs a `seed`.
    #[param(inline, value_type = Option<PhraseSort>)]
    sort: PhraseSort,
    /// Decides the order of `sort=random`: the same seed, the same order, so that its pages fit together. Only
    /// with `sort=random`, and required there.
    #[param(min_length = 1, max_length = 64, pattern = r"^[^\u0000]*$")]
    seed: Option<String>,
    #[param(ignore)]
    page: PageRequest,
}

impl ReadQuery for ListPhrasesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let filter = PhraseFilter::read_with_words(reader);
        let sort = Sort::try_read(reader);
        let seed = reader.text("seed");
        if let Some(sort) = sort {
            check_seed(reader, seed.as_deref(), sort);
        }
        let sort = sort.unwrap_or(PhraseColumn::DEFAULT);
        Self { filter, article: None, q: None, sort, seed, page: PageRequest::read(reader) }
    }
}

/// Refuses a seed without `sort=random`, and `sort=random` without a seed.
fn check_seed(reader: &mut QueryReader, seed: Option<&str>, sort: PhraseSort) {
    match (seed, sort.column == PhraseColumn::Random) {
        (Some(seed), true) if !(1..=SEED_MAX).contains(&seed.chars().count()) => {
            reader.reject("seed", "invalid_value", &format!("must have 1 to {SEED_MAX} characters"));
        }
        (None, true) => reader.reject(
            "seed",
            "required",
            "is required with sort=random: choose any text and keep it from page to page, so that the pages fit together",
        ),
        (Some(_), false) => reader.reject("seed", "invalid_value", "goes with sort=random only"),
        (Some(_), true) | (None, false) => {}
    }
}

/// A page of phrases.
#[derive(Debug, utoipa::ToSchema)]
pub struct PhraseList {
    /// The phrases.
    pub data: Vec<PhraseDocument>,
    /// Which page this is.
    pub page: PageInfo,
}

/// List phrases
///
/// The newest first, unless `sort` says otherwise; with `sort=random` in the order that `seed` gives them.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "list_phrases",
    tag = "phrases",
    params(PhraseFilter, ListPhrasesQuery, PageRequest),
    responses(
        (status = 200, description = "A page of phrases.", body = PhraseList),
        (status = 304, description = "What the client has is what it would get."),
        ListErrors,
    ),
    security(()),
)]
pub async fn list_phrases(
    request: HttpRequest,
    Query(query): Query<ListPhrasesQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let ListPhrasesQuery { filter, sort, seed, page, .. } = query;
    let position = page.position(&request)?;
    let range = sort.range(&page, position.as_ref())?;
    let locale = filter.locale.clone();
    let (listed, freshness) = reader
        .read(move |connection| match seed {
            Some(seed) => store::list_shuffled(connection, &filter, &seed, &range),
            None => store::list(connection, &filter, sort, &range),
        })
        .await?;
    listed.answer(&request, &page, position.as_ref(), locale, freshness)
}

//! The filters that the list of phrases and the phrase of the day share.

use crate::content::{Id, Locale, phrase::Tone};
use crate::delivery::sort::{SortColumn, SortOrder};
use crate::delivery::{date_filter::DateFilter, topic_selection::TopicSelection};
use crate::http::{PageRequest, QueryReader, ReadQuery};
use crate::string_enum;

/// The maximum number of characters of `q`.
const WORDS_MAX: usize = 100;

/// The filters of phrases. All of them must match.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PhraseFilter {
    /// The topics.
    #[param(ignore)]
    pub topics: TopicSelection,
    /// Only phrases with this tone.
    pub tone: Option<Tone>,
    /// Only phrases in this locale.
    pub locale: Option<Locale>,
    /// The times of publication and change.
    #[param(ignore)]
    pub dates: DateFilter,
    /// Only phrases that the article with this id uses.
    #[param(ignore)]
    pub article: Option<Id>,
    /// Only phrases whose text contains these characters.
    #[param(ignore)]
    pub q: Option<String>,
}

impl PhraseFilter {
    /// Reads `topic`, `anyTopic`, `tone` and `locale` of a query.
    pub fn read(reader: &mut QueryReader) -> Self {
        Self {
            topics: TopicSelection::read(reader),
            tone: reader.enum_value("tone"),
            locale: reader.parsed("locale"),
            dates: DateFilter::default(),
            article: None,
            q: None,
        }
    }

    /// Reads all filters of the list from a query.
    pub fn read_for_list(reader: &mut QueryReader) -> Self {
        let article = reader.parsed("article");
        let q = reader.text("q");
        if q.as_ref().is_some_and(|q| !(1..=WORDS_MAX).contains(&q.chars().count())) {
            reader.reject("q", "invalid_value", &format!("must have 1 to {WORDS_MAX} characters"));
        }
        Self { dates: DateFilter::read(reader), article, q, ..Self::read(reader) }
    }
}

const SEED_MAX: usize = 64;

string_enum! {
    /// A column by which the list of phrases can be sorted.
    PhraseSortColumn {
        /// The time at which this version was published.
        PublishedAt = "publishedAt",
        /// The time of the last change of the document.
        UpdatedAt = "updatedAt",
        /// The text, by code point.
        Text = "text",
        /// The random order that `seed` determines.
        Random = "random",
    }
}

/// An order of the list of phrases.
pub type PhraseSort = SortOrder<PhraseSortColumn>;

impl SortColumn for PhraseSortColumn {
    const DEFAULT: SortOrder<Self> = SortOrder { column: Self::PublishedAt, descending: true };

    fn is_timestamp(self) -> bool {
        matches!(self, Self::PublishedAt | Self::UpdatedAt)
    }

    fn is_reversible(self) -> bool {
        self != Self::Random
    }
}

/// The query parameters of the list of phrases.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListPhrasesQuery {
    #[param(ignore)]
    pub(super) filter: PhraseFilter,
    /// Only phrases that the article with this id uses.
    #[expect(dead_code, reason = "describes the parameter, which is read into the filter")]
    article: Option<Id>,
    /// Only phrases whose text contains these characters, in upper or lower case.
    #[expect(dead_code, reason = "describes the parameter, which is read into the filter")]
    #[param(min_length = 1, max_length = 100, pattern = r"^[^\u0000]*$")]
    q: Option<String>,
    /// The order; a leading `-` reverses it. `random` requires `seed`.
    #[param(inline, value_type = Option<PhraseSort>)]
    pub(super) sort: PhraseSort,
    /// The seed of `sort=random`, which requires it. The same seed gives the same order; use it for all pages of a list. Not
    /// allowed with other orders.
    #[param(min_length = 1, max_length = 64, pattern = r"^[^\u0000]*$")]
    pub(super) seed: Option<String>,
    #[param(ignore)]
    pub(super) page: PageRequest,
}

impl ReadQuery for ListPhrasesQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let filter = PhraseFilter::read_for_list(reader);
        let sort = SortOrder::try_read(reader);
        let seed = reader.text("seed");
        if let Some(sort) = sort {
            check_seed(reader, seed.as_deref(), sort);
        }
        let sort = sort.unwrap_or(PhraseSortColumn::DEFAULT);
        Self { filter, article: None, q: None, sort, seed, page: PageRequest::read(reader) }
    }
}

/// Rejects a seed without `sort=random`, and `sort=random` without a seed.
fn check_seed(reader: &mut QueryReader, seed: Option<&str>, sort: PhraseSort) {
    match (seed, sort.column == PhraseSortColumn::Random) {
        (Some(seed), true) if !(1..=SEED_MAX).contains(&seed.chars().count()) => {
            reader.reject("seed", "invalid_value", &format!("must have 1 to {SEED_MAX} characters"));
        }
        (None, true) => reader.reject(
            "seed",
            "required",
            "is required with sort=random: choose any text, and use the same text for all pages",
        ),
        (Some(_), false) => reader.reject("seed", "invalid_value", "is allowed with sort=random only"),
        (Some(_), true) | (None, false) => {}
    }
}

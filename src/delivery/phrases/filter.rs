//! Which phrases: the filters that their lists and the phrase of the day share.

use crate::content::phrase::Tone;
use crate::content::{Id, Locale};
use crate::delivery::naming::{IdOrSlug, Name, read_topics};
use crate::http::QueryReader;

/// The most characters of `q`.
const WORDS_MAX: usize = 100;

/// Which phrases to choose from. All filters must fit.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PhraseFilter {
    /// Only phrases that carry all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(
        rename = "topic",
        value_type = Option<Vec<IdOrSlug>>,
        style = Form,
        explode = false,
        min_items = 1,
        max_items = 20
    )]
    pub topics: Vec<Name>,
    /// Only phrases of this tone.
    pub tone: Option<Tone>,
    /// Only phrases in this locale.
    pub locale: Option<Locale>,
    /// Only phrases that the article with this id uses.
    #[param(ignore)]
    pub article: Option<Id>,
    /// Only phrases whose text holds these words.
    #[param(ignore)]
    pub q: Option<String>,
}

impl PhraseFilter {
    /// Takes `topic`, `tone` and `locale` from a query.
    pub fn read(reader: &mut QueryReader) -> Self {
        Self {
            topics: read_topics(reader).unwrap_or_default(),
            tone: reader.word("tone"),
            locale: reader.parsed("locale"),
            article: None,
            q: None,
        }
    }

    /// Takes `article` and `q` too.
    pub fn read_with_words(reader: &mut QueryReader) -> Self {
        let article = reader.parsed("article");
        let q = reader.text("q");
        if q.as_ref().is_some_and(|q| !(1..=WORDS_MAX).contains(&q.chars().count())) {
            reader.reject("q", "invalid_value", &format!("must have 1 to {WORDS_MAX} characters"));
        }
        Self { article, q, ..Self::read(reader) }
    }
}

//! The steps of a search. The first step finds passages with all words. If there are few, the second step corrects words that
//! no passage has, and the third step finds passages with some of the words.

use super::ranking::{PageWindow, Ranked, RankedEntity, Ranking};
use super::spelling::{self, Correction, CorrectionSlots};
use super::store::{self, PassageRange};
use crate::content::search::{Clause, SearchQuery};
use crate::content::{Id, Kind, Locale};
use crate::db::{self, Connection, full_text::MatchExpression};
use crate::delivery::error::ReadError;
use crate::string_enum;

/// The number of hits from which on the next steps are skipped.
const HITS_ENOUGH: usize = 3;

/// The number of passages from which on a word is common. Common words are ignored if the query has other words.
const COMMON_WORD_PASSAGES: usize = 2000;

string_enum! {
    /// The part of the query that the hits match.
    Matching {
        /// All words.
        All = "all",
        /// Some of the words, because few or no texts have all of them.
        Some = "some",
    }
}

/// The entities to search.
#[derive(Debug, Clone)]
pub(super) struct SearchScope {
    pub(super) kinds: Vec<Kind>,
    /// Their locale, or none for all locales.
    pub(super) locale: Option<Locale>,
    /// The topics that all of them have.
    pub(super) topics: Vec<Id>,
}

/// A search.
#[derive(Debug)]
pub(super) struct SearchRequest {
    pub(super) text: String,
    pub(super) query: SearchQuery,
    pub(super) scope: SearchScope,
    pub(super) window: PageWindow,
}

/// The result of a search.
#[derive(Debug)]
pub(super) struct SearchOutcome {
    /// The entities of the page, in its direction.
    pub(super) entities: Vec<RankedEntity>,
    pub(super) total: usize,
    /// The query that produced the hits.
    pub(super) query: SearchQuery,
    /// The text of the corrected query.
    pub(super) corrected: Option<String>,
    /// True if no correction was tried because too many were in progress.
    pub(super) correction_skipped: bool,
    /// The part of the query that the hits match.
    pub(super) matching: Matching,
}

/// Runs a search.
pub(super) fn run(
    connection: &mut Connection,
    request: SearchRequest,
    slots: &CorrectionSlots,
) -> Result<SearchOutcome, ReadError> {
    let SearchRequest { text, query, scope, window } = request;
    let ranges = passage_ranges(connection, &scope)?;
    let mut search = Search { connection, ranges, topics: &scope.topics, window };
    let query = expand(search.connection, query, scope.locale.as_ref())?;
    let all_words = search.match_all(query, None)?;
    if all_words.total >= HITS_ENOUGH {
        return Ok(all_words);
    }
    if all_words.total > 0 {
        return search.or_match_some(all_words);
    }
    match spelling::correct(search.connection, &text, &all_words.query, &search.ranges, slots)? {
        Correction::Corrected { text, query } => {
            let query = expand(search.connection, query, scope.locale.as_ref())?;
            let corrected = search.match_all(query, Some(text))?;
            let corrected = search.or_match_some(corrected)?;
            if corrected.total > 0 { Ok(corrected) } else { search.or_match_some(all_words) }
        }
        Correction::None => search.or_match_some(all_words),
        Correction::Busy => Ok(SearchOutcome { correction_skipped: true, ..search.or_match_some(all_words)? }),
    }
}

/// Returns the query with the synonyms of its expressions: those of `locale`, or all of them.
fn expand(connection: &mut Connection, query: SearchQuery, locale: Option<&Locale>) -> Result<SearchQuery, db::Error> {
    let synonyms = store::load_synonyms(connection, &query.expressions(), locale)?;
    Ok(query.with_synonyms(&synonyms))
}

/// Returns the rowids that passages of the scope can have. There are none if nothing was ever published in its locale.
pub(super) fn passage_ranges(connection: &mut Connection, scope: &SearchScope) -> Result<Vec<PassageRange>, ReadError> {
    let locale = match &scope.locale {
        Some(locale) => match store::find_locale_number(connection, locale)? {
            Some(number) => Some(number),
            None => return Ok(Vec::new()),
        },
        None => None,
    };
    let mut ranges: Vec<_> = scope.kinds.iter().map(|kind| PassageRange::of_kind(*kind, locale)).collect();
    ranges.sort_unstable();
    Ok(ranges)
}

struct Search<'s> {
    connection: &'s mut Connection,
    ranges: Vec<PassageRange>,
    topics: &'s [Id],
    window: PageWindow,
}

impl Search<'_> {
    fn match_all(&mut self, query: SearchQuery, corrected: Option<String>) -> Result<SearchOutcome, ReadError> {
        let Ranked { entities, total } = self.rank(MatchExpression::all(&query))?;
        Ok(SearchOutcome { entities, total, query, corrected, correction_skipped: false, matching: Matching::All })
    }

    /// Returns `all_words`, or the hits with some of the words if `all_words` has few hits and these are more.
    fn or_match_some(&mut self, all_words: SearchOutcome) -> Result<SearchOutcome, ReadError> {
        if all_words.total >= HITS_ENOUGH || all_words.query.clauses.len() == 1 {
            return Ok(all_words);
        }
        let rare = self.rare_clauses(&all_words.query)?;
        let Some(expression) = MatchExpression::any(&all_words.query, |clause| rare.contains(&clause)) else {
            return Ok(all_words);
        };
        let Ranked { entities, total } = self.rank(expression)?;
        if total <= all_words.total {
            return Ok(all_words);
        }
        Ok(SearchOutcome { entities, total, matching: Matching::Some, ..all_words })
    }

    /// Returns the clauses that are not common, or all clauses if all of them are.
    fn rare_clauses<'q>(&mut self, query: &'q SearchQuery) -> Result<Vec<&'q Clause>, ReadError> {
        let mut rare = Vec::new();
        for clause in &query.clauses {
            if store::count_matches(self.connection, &MatchExpression::one(clause), &self.ranges, COMMON_WORD_PASSAGES)?
                < COMMON_WORD_PASSAGES
            {
                rare.push(clause);
            }
        }
        Ok(if rare.is_empty() { query.clauses.iter().collect() } else { rare })
    }

    fn rank(&mut self, expression: MatchExpression) -> Result<Ranked, ReadError> {
        let expression = expression.with_filters(self.topics);
        let mut ranking = Ranking::new(self.window);
        for range in &self.ranges {
            store::for_each_match(self.connection, &expression, *range, |number, rank| ranking.add(number, rank))?;
        }
        Ok(ranking.finish())
    }
}

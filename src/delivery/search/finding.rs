//! The steps of a search. What holds all words comes first. Where that is nothing or little, words that nothing holds
//! are corrected, and then what holds some of the words is taken as well.

use super::ranking::{Found, Ranking, Wanted};
use super::spelling::{self, Correction, CorrectionSlots};
use super::store::{self, NumberRange};
use super::synonyms::expand;
use crate::content::search::{Clause, SearchQuery};
use crate::content::{Id, Kind, Locale};
use crate::db::Connection;
use crate::db::full_text::{Expression, PassageNumber};
use crate::delivery::unanswered::Unanswered;
use crate::word_enum;

/// Fewer hits than this are little.
const LITTLE: usize = 3;

/// A word that as many passages hold says little of what is looked for, if another does not.
const COMMON: usize = 2000;

word_enum! {
    /// How much of the query the hits hold.
    Matching {
        /// All of its words.
        All = "all",
        /// Some of its words: nothing, or little, holds all.
        Some = "some",
    }
}

/// Where to search.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// Among things of these kinds.
    pub(super) kinds: Vec<Kind>,
    /// In this locale; in all without one.
    pub(super) locale: Option<Locale>,
    /// Among what carries all of these topics.
    pub(super) topics: Vec<Id>,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Findings {
    /// The things that were wanted, in the order of the reading.
    pub(super) found: Vec<Found>,
    /// How many there are in all.
    pub(super) total: usize,
    /// What was searched for in the end.
    pub(super) query: SearchQuery,
    /// The query as it was corrected.
    pub(super) corrected: Option<String>,
    /// True if no correction was tried because too many were under way.
    pub(super) is_uncorrected: bool,
    /// How much of it the hits hold.
    pub(super) matching: Matching,
}

/// Searches for `text`, which `query` was read from.
pub(super) fn find(
    connection: &mut Connection,
    text: &str,
    query: SearchQuery,
    scope: &Scope,
    wanted: Wanted,
    slots: &CorrectionSlots,
) -> Result<Findings, Unanswered> {
    let ranges = ranges(connection, scope)?;
    let mut search = Search { connection, ranges, topics: &scope.topics, wanted };
    let query = expand(search.connection, query, scope.locale.as_ref())?;
    let whole = search.all(query, None)?;
    if whole.total >= LITTLE {
        return Ok(whole);
    }
    if whole.total > 0 {
        return search.or_some(whole);
    }
    match spelling::correct(search.connection, text, &whole.query, &search.ranges, slots)? {
        Correction::Meant(text, query) => {
            let query = expand(search.connection, query, scope.locale.as_ref())?;
            let corrected = search.all(query, Some(text))?;
            let corrected = search.or_some(corrected)?;
            if corrected.total > 0 { Ok(corrected) } else { search.or_some(whole) }
        }
        Correction::None => search.or_some(whole),
        Correction::Busy => Ok(Findings { is_uncorrected: true, ..search.or_some(whole)? }),
    }
}

/// The numbers that passages of the scope can have; none if nothing is in its locale.
pub(super) fn ranges(connection: &mut Connection, scope: &Scope) -> Result<Vec<NumberRange>, Unanswered> {
    let locale = match &scope.locale {
        Some(locale) => match store::locale_number(connection, locale)? {
            Some(number) => Some(number),
            None => return Ok(Vec::new()),
        },
        None => None,
    };
    let mut ranges: Vec<_> = scope.kinds.iter().map(|kind| PassageNumber::range(*kind, locale)).collect();
    ranges.sort_unstable();
    Ok(ranges)
}

struct Search<'s> {
    connection: &'s mut Connection,
    ranges: Vec<NumberRange>,
    topics: &'s [Id],
    wanted: Wanted,
}

impl Search<'_> {
    fn all(&mut self, query: SearchQuery, corrected: Option<String>) -> Result<Findings, Unanswered> {
        let (found, total) = self.rank(Expression::all(&query))?;
        Ok(Findings { found, total, query, corrected, is_uncorrected: false, matching: Matching::All })
    }

    /// The same, or what holds some of the words, if that is more and the other little.
    fn or_some(&mut self, whole: Findings) -> Result<Findings, Unanswered> {
        if whole.total >= LITTLE || whole.query.clauses.len() == 1 {
            return Ok(whole);
        }
        let rare = self.rare_clauses(&whole.query)?;
        let Some(expression) = Expression::any(&whole.query, |clause| rare.contains(&clause)) else {
            return Ok(whole);
        };
        let (found, total) = self.rank(expression)?;
        if total <= whole.total {
            return Ok(whole);
        }
        Ok(Findings { found, total, matching: Matching::Some, ..whole })
    }

    /// The clauses that are not so common that nearly everything holds them; all, if all are.
    fn rare_clauses<'q>(&mut self, query: &'q SearchQuery) -> Result<Vec<&'q Clause>, Unanswered> {
        let mut rare = Vec::new();
        for clause in &query.clauses {
            if store::count(self.connection, &Expression::one(clause), &self.ranges, COMMON)? < COMMON {
                rare.push(clause);
            }
        }
        Ok(if rare.is_empty() { query.clauses.iter().collect() } else { rare })
    }

    fn rank(&mut self, expression: Expression) -> Result<(Vec<Found>, usize), Unanswered> {
        let expression = expression.carrying(self.topics);
        let mut ranking = Ranking::new(self.wanted);
        for range in &self.ranges {
            store::each_row(self.connection, &expression, *range, |number, rank| ranking.add(number, rank))?;
        }
        Ok(ranking.finish())
    }
}

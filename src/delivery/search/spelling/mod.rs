//! Words that nothing holds, and those that were probably meant: the nearest that are published.

mod store;

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::content::search::{SearchQuery, fold};
use crate::db::Connection;
use crate::db::full_text::Expression;
use crate::delivery::search::store::{NumberRange, count};
use crate::delivery::unanswered::Unanswered;

/// Shorter words are near to too many others.
const LENGTH_MIN: usize = 4;
/// No published word that could be meant is longer.
const LENGTH_MAX: usize = 40;

/// The most words of a query that are corrected. Each costs a search of all published words.
const WORDS_MAX: usize = 4;

/// The maximum number of queries that are corrected at once. A correction takes longer than anything else that anybody can ask for, and others
/// need the processors too.
const AT_ONCE: usize = 2;

/// How many of the nearest words are looked at closer.
const CANDIDATES_MAX: usize = 8;

/// Among words that are equally near, one that is found more often is meant more likely; beyond this it makes no
/// difference.
const OFTEN: usize = 200;

/// Bounds how many queries are corrected at once.
#[derive(Debug, Clone)]
pub struct CorrectionSlots(Arc<Semaphore>);

impl Default for CorrectionSlots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl CorrectionSlots {
    fn take(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}

/// The result of correcting a query.
#[derive(Debug)]
pub(super) enum Correction {
    /// The query with the words that nothing in the ranges holds replaced by those that were probably meant.
    Meant(String, SearchQuery),
    /// There are no such words.
    None,
    /// As many queries are being corrected as may be.
    Busy,
}

/// Corrects the words of a query that nothing in the ranges holds, the first few of them.
pub(super) fn correct(
    connection: &mut Connection,
    text: &str,
    query: &SearchQuery,
    ranges: &[NumberRange],
    slots: &CorrectionSlots,
) -> Result<Correction, Unanswered> {
    let Some(_slot) = slots.take() else { return Ok(Correction::Busy) };
    let mut looked_up = 0;
    let mut corrections = Vec::new();
    // What is known by other words is spelt right, though nothing may hold it.
    let unknown = query.clauses.iter().filter(|clause| clause.synonyms.is_empty());
    for word in unknown.flat_map(|clause| &clause.terms).flat_map(|term| &term.words) {
        let folded = fold(&word.text);
        let length = folded.chars().count();
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) || !folded.chars().all(char::is_alphabetic) {
            continue;
        }
        if count(connection, &Expression::words([word.text.as_str()]), ranges, 1)? > 0 {
            continue;
        }
        if looked_up == WORDS_MAX {
            break;
        }
        looked_up += 1;
        if let Some(meant) = nearest(connection, &folded, ranges)? {
            corrections.push((word.start..word.start + word.text.len(), meant));
        }
    }
    if corrections.is_empty() {
        return Ok(Correction::None);
    }
    let mut corrected = text.to_owned();
    for (range, meant) in corrections.into_iter().rev() {
        corrected.replace_range(range, &meant);
    }
    // They may have made it longer than a query may be.
    Ok(SearchQuery::parse(&corrected).map_or(Correction::None, |query| Correction::Meant(corrected, query)))
}

/// The published word that is nearest to one that is not.
fn nearest(connection: &mut Connection, word: &str, ranges: &[NumberRange]) -> Result<Option<String>, Unanswered> {
    let mut near: Vec<(usize, String)> = store::similar(connection, word)?
        .into_iter()
        .map(|similar| (distance(word, &similar), similar))
        .filter(|(distance, similar)| *distance <= tolerance(word).min(tolerance(similar)))
        .collect();
    near.sort();
    near.truncate(CANDIDATES_MAX);
    let mut best: Option<((usize, usize), String)> = None;
    for (distance, similar) in near {
        let often = store::count_published(connection, &similar, ranges, OFTEN)?;
        let key = (distance, OFTEN - often);
        if often > 0 && best.as_ref().is_none_or(|(other, _)| key < *other) {
            best = Some((key, similar));
        }
    }
    Ok(best.map(|(_, word)| word))
}

/// How many letters are wrong, missing, too many or swapped; a wrong first letter, which is rare, counts twice.
fn distance(word: &str, other: &str) -> usize {
    strsim::osa_distance(word, other) + usize::from(word.chars().next() != other.chars().next())
}

/// How many letters may be wrong.
fn tolerance(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

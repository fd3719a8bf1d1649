//! Spelling corrections: replaces words that no passage has by the most similar published words.

mod store;

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::content::search::{SearchQuery, fold};
use crate::db::{Connection, full_text::MatchExpression};
use crate::delivery::error::ReadError;
use crate::delivery::search::store::{PassageRange, count_matches};

/// The minimum length of a corrected word, in characters. Shorter words are similar to too many others.
const LENGTH_MIN: usize = 4;
/// The maximum length of a corrected word, in characters.
const LENGTH_MAX: usize = 40;

/// The maximum number of words of a query that are corrected. Each costs a search in all published words.
const WORDS_MAX: usize = 4;

/// The maximum number of concurrent corrections. A correction takes longer than any other anonymous request, and must leave
/// processors for the others.
const CONCURRENT_MAX: usize = 2;

/// The maximum number of candidates for which occurrences are counted.
const CANDIDATES_MAX: usize = 8;

/// The maximum number of occurrences that are counted. Among equally similar words, the most frequent one is chosen.
const OCCURRENCES_MAX: usize = 200;

/// The limit on concurrent corrections.
#[derive(Debug, Clone)]
pub struct CorrectionSlots(Arc<Semaphore>);

impl Default for CorrectionSlots {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(CONCURRENT_MAX)))
    }
}

impl CorrectionSlots {
    fn try_acquire(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}

/// The result of correcting a query.
#[derive(Debug)]
pub(super) enum Correction {
    /// Unknown words were replaced.
    Corrected { text: String, query: SearchQuery },
    /// The query has no word that can be corrected.
    None,
    /// Too many corrections are in progress.
    Busy,
}

/// Corrects the first few words of a query that no passage in the ranges has.
pub(super) fn correct(
    connection: &mut Connection,
    text: &str,
    query: &SearchQuery,
    ranges: &[PassageRange],
    slots: &CorrectionSlots,
) -> Result<Correction, ReadError> {
    let Some(_slot) = slots.try_acquire() else { return Ok(Correction::Busy) };
    let mut looked_up = 0;
    let mut corrections = Vec::new();
    // A word with synonyms is spelt correctly, even if no passage has it.
    let unknown = query.clauses.iter().filter(|clause| clause.synonyms.is_empty());
    for word in unknown.flat_map(|clause| &clause.terms).flat_map(|term| &term.words) {
        let folded = fold(&word.text);
        let length = folded.chars().count();
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) || !folded.chars().all(char::is_alphabetic) {
            continue;
        }
        if count_matches(connection, &MatchExpression::words([word.text.as_str()]), ranges, 1)? > 0 {
            continue;
        }
        if looked_up == WORDS_MAX {
            break;
        }
        looked_up += 1;
        if let Some(similar) = most_similar(connection, &folded, ranges)? {
            corrections.push((word.start..word.start + word.text.len(), similar));
        }
    }
    if corrections.is_empty() {
        return Ok(Correction::None);
    }
    let mut corrected = text.to_owned();
    for (range, similar) in corrections.into_iter().rev() {
        corrected.replace_range(range, &similar);
    }
    // The corrected text may exceed the maximum length of a query.
    Ok(SearchQuery::parse(&corrected)
        .map_or(Correction::None, |query| Correction::Corrected { text: corrected, query }))
}

/// Returns the published word that is most similar to `word`.
fn most_similar(connection: &mut Connection, word: &str, ranges: &[PassageRange]) -> Result<Option<String>, ReadError> {
    let mut candidates: Vec<(usize, String)> = store::load_similar_words(connection, word)?
        .into_iter()
        .map(|similar| (distance(word, &similar), similar))
        .filter(|(distance, similar)| *distance <= distance_max(word).min(distance_max(similar)))
        .collect();
    candidates.sort();
    candidates.truncate(CANDIDATES_MAX);
    let mut best: Option<((usize, usize), String)> = None;
    for (distance, similar) in candidates {
        let occurrences = store::count_occurrences(connection, &similar, ranges, OCCURRENCES_MAX)?;
        let key = (distance, OCCURRENCES_MAX - occurrences);
        if occurrences > 0 && best.as_ref().is_none_or(|(other, _)| key < *other) {
            best = Some((key, similar));
        }
    }
    Ok(best.map(|(_, word)| word))
}

/// Returns the edit distance with transpositions. A different first letter, which is a rare mistake, counts twice.
fn distance(word: &str, other: &str) -> usize {
    strsim::osa_distance(word, other) + usize::from(word.chars().next() != other.chars().next())
}

/// Returns the maximum edit distance for a word of this length.
fn distance_max(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

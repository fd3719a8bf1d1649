//! Queries for published words.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::content::search::words;
use crate::db::full_text::{Match, MatchExpression, published_word_trigrams as trigrams};
use crate::db::{self, Connection, schema::published_words};
use crate::delivery::search::store::{PassageRange, load_matching_rowids, load_passages};

/// The maximum number of words with common trigrams.
const SIMILAR_MAX: i64 = 300;

/// The maximum number of passages with a form of a word that are read to find the word itself.
const PASSAGES_READ_MAX: usize = 20;

/// Returns the words that share the most and the rarest trigrams with `word`.
pub(super) fn load_similar_words(connection: &mut Connection, word: &str) -> Result<Vec<String>, db::Error> {
    let padded: Vec<char> = format!("  {word} ").chars().collect();
    let word_trigrams: Vec<String> = padded.windows(3).map(|letters| letters.iter().collect()).collect();
    let expression = MatchExpression::words(word_trigrams.iter().map(String::as_str));
    let numbers: Vec<i64> = trigrams::table
        .filter(Match::new(trigrams::whole, expression.as_str().into_sql::<Text>()))
        .order(trigrams::rank)
        .select(trigrams::rowid)
        .limit(SIMILAR_MAX)
        .load(connection)?;
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    Ok(published_words::table
        .filter(published_words::number.eq_any(numbers))
        .order(published_words::word)
        .select(published_words::word)
        .load(connection)?)
}

/// Counts the passages in the ranges that have a form of a word, up to `limit`. Returns 0 if none of the first
/// [`PASSAGES_READ_MAX`] passages has the word itself: the index of words retains words of unpublished texts, which must not
/// be revealed.
pub(super) fn count_occurrences(
    connection: &mut Connection,
    word: &str,
    ranges: &[PassageRange],
    limit: usize,
) -> Result<usize, db::Error> {
    let rowids = load_matching_rowids(connection, &MatchExpression::words([word]), ranges, limit)?;
    let read = rowids.get(..PASSAGES_READ_MAX.min(rowids.len())).unwrap_or_default();
    let is_published = load_passages(connection, read)?.iter().any(|passage| {
        [&passage.title, &passage.phrase, &passage.heading, &passage.text]
            .into_iter()
            .any(|text| words(text).any(|other| other.folded() == word))
    });
    Ok(if is_published { rowids.len() } else { 0 })
}

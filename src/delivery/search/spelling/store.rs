//! Reads of published words.

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::content::search::words;
use crate::db::full_text::{Expression, Match, published_word_trigrams as trigrams};
use crate::db::schema::published_words;
use crate::db::{self, Connection};
use crate::delivery::search::store::{NumberRange, first_numbers, passages};

/// How many words with parts in common are compared letter by letter.
const SIMILAR_MAX: i64 = 300;

/// How many passages with a form of a word are looked through for the word itself.
const LOOKED_THROUGH_MAX: usize = 20;

/// Words that have parts of three letters in common with `word`, those with the most and rarest first.
pub(super) fn similar(connection: &mut Connection, word: &str) -> Result<Vec<String>, db::Error> {
    let padded: Vec<char> = format!("  {word} ").chars().collect();
    let parts: Vec<String> = padded.windows(3).map(|part| part.iter().collect()).collect();
    let expression = Expression::words(parts.iter().map(String::as_str));
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

/// How many passages in the ranges hold a form of a word, up to `most`; 0 if none of those that were looked through holds the word
/// itself. A word outlives what it stood in, and must not tell of what is public no more.
pub(super) fn count_published(
    connection: &mut Connection,
    word: &str,
    ranges: &[NumberRange],
    most: usize,
) -> Result<usize, db::Error> {
    let numbers = first_numbers(connection, &Expression::words([word]), ranges, most)?;
    let looked_through = numbers.get(..LOOKED_THROUGH_MAX.min(numbers.len())).unwrap_or_default();
    let is_there = passages(connection, looked_through)?.iter().any(|passage| {
        [&passage.title, &passage.phrase, &passage.heading, &passage.text]
            .into_iter()
            .any(|text| words(text).any(|other| other.folded() == word))
    });
    Ok(if is_there { numbers.len() } else { 0 })
}

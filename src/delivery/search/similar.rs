//! Search for articles that are similar to a text, by its rarest words.

use std::collections::BTreeSet;

use super::ranking::{PageWindow, Ranked, Ranking};
use super::run::{SearchScope, passage_ranges};
use super::store::{self, PassageRange};
use crate::content::search::{fold, words};
use crate::content::{Id, Kind, Locale};
use crate::db::Connection;
use crate::db::full_text::{MatchExpression, PassageRowid};
use crate::delivery::error::ReadError;

/// The minimum length of a word, in characters. Shorter words say little about the subject of a text.
const LENGTH_MIN: usize = 4;

/// The maximum number of words of a text that are looked up.
const LOOKED_UP_MAX: usize = 80;

/// The maximum number of these words, the rarest ones, that are searched for.
const SEARCHED_MAX: usize = 12;

/// The number of passages from which on a word is common and ignored.
const COMMON_WORD_PASSAGES: usize = 2000;

/// The minimum number of shared words. A single one may be chance.
const SHARED_MIN: usize = 2;

/// An article that shares words with a text.
pub(crate) struct SimilarArticle {
    pub(crate) id: Id,
    /// Its score, relative to the score of the article with the text.
    pub(crate) similarity: f64,
    /// The shared words, the rarest first.
    pub(crate) words: Vec<String>,
}

/// Returns the `limit` articles in a locale that share the most rare words with these texts, except the article `own` that
/// has the texts.
pub(crate) fn find_similar(
    connection: &mut Connection,
    locale: &Locale,
    texts: &[&str],
    own: Id,
    limit: usize,
) -> Result<Vec<SimilarArticle>, ReadError> {
    let scope = SearchScope { kinds: vec![Kind::Article], locale: Some(locale.clone()), topics: Vec::new() };
    let ranges = passage_ranges(connection, &scope)?;
    let looked_up: BTreeSet<String> = texts.iter().flat_map(|text| long_words(text)).take(LOOKED_UP_MAX).collect();
    let mut counted = Vec::new();
    for word in looked_up {
        let count =
            store::count_matches(connection, &MatchExpression::words([word.as_str()]), &ranges, COMMON_WORD_PASSAGES)?;
        if (2..COMMON_WORD_PASSAGES).contains(&count) {
            counted.push((count, word));
        }
    }
    counted.sort();
    counted.truncate(SEARCHED_MAX);
    let searched: Vec<String> = counted.into_iter().map(|(_, word)| word).collect();
    if searched.len() < SHARED_MIN {
        return Ok(Vec::new());
    }
    let expression = MatchExpression::words(searched.iter().map(String::as_str));
    let mut ranking = Ranking::new(PageWindow { count: limit + 1, after: None, backward: false });
    for range in &ranges {
        store::for_each_match(connection, &expression, *range, |number, rank| ranking.add(number, rank))?;
    }
    let Ranked { entities, .. } = ranking.finish();
    let rowids: Vec<i64> = entities.iter().map(|entity| entity.position.entity.get()).collect();
    let ids = store::load_ids(connection, &rowids)?;
    // The best entity is usually the article itself.
    let best_score = entities.first().map_or(1.0, |entity| entity.position.score);
    let mut similar = Vec::new();
    for entity in &entities {
        let rowid = entity.position.entity;
        let Some(id) = ids.get(&rowid.get()).copied().filter(|id| *id != own) else { continue };
        let words = shared_words(connection, &searched, rowid)?;
        if words.len() >= SHARED_MIN {
            similar.push(SimilarArticle { id, similarity: entity.position.score / best_score, words });
        }
    }
    similar.truncate(limit);
    Ok(similar)
}

fn long_words(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text)
        .map(|word| fold(word.text).into_owned())
        .filter(|word| word.chars().count() >= LENGTH_MIN && word.chars().all(char::is_alphabetic))
}

/// Returns the words that occur in the passages of an entity.
fn shared_words(
    connection: &mut Connection,
    searched: &[String],
    entity: PassageRowid,
) -> Result<Vec<String>, ReadError> {
    let last = PassageRowid::new(entity.next_entity().get() - 1);
    let passages = [PassageRange { first: entity, last }];
    let mut shared = Vec::new();
    for word in searched {
        if store::count_matches(connection, &MatchExpression::words([word.as_str()]), &passages, 1)? > 0 {
            shared.push(word.clone());
        }
    }
    Ok(shared)
}

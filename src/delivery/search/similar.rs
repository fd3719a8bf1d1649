//! Articles that speak of the same: those that hold the rarest words of a text.

use std::collections::BTreeSet;

use super::finding::{Scope, ranges};
use super::ranking::{Ranking, Wanted};
use super::store;
use crate::content::search::{fold, words};
use crate::content::{Id, Kind, Locale};
use crate::db::Connection;
use crate::db::full_text::{Expression, PassageNumber};
use crate::delivery::unanswered::Unanswered;

/// Shorter words say little of what a text is about.
const LENGTH_MIN: usize = 4;

/// How many words of a text are looked up.
const LOOKED_UP_MAX: usize = 80;

/// How many of them, the rarest, are searched for.
const SEARCHED_MAX: usize = 12;

/// Words that as many passages hold say nothing.
const COMMON: usize = 2000;

/// So many words must be the same, for one alone may be chance.
const SHARED_MIN: usize = 2;

/// An article that has words of a text.
pub(in crate::delivery) struct Similar {
    /// Which.
    pub(in crate::delivery) id: Id,
    /// How well it fits, compared with the article whose words they are.
    pub(in crate::delivery) likeness: f64,
    /// Which of the words it has, the rarest first.
    pub(in crate::delivery) words: Vec<String>,
}

/// The articles in a locale that have most of the rare words of these texts, at most so many; not the article whose
/// texts they are.
pub(in crate::delivery) fn find_similar(
    connection: &mut Connection,
    locale: &Locale,
    texts: &[&str],
    own: Id,
    most: usize,
) -> Result<Vec<Similar>, Unanswered> {
    let scope = Scope { kinds: vec![Kind::Article], locale: Some(locale.clone()), topics: Vec::new() };
    let ranges = ranges(connection, &scope)?;
    let looked_up: BTreeSet<String> = texts.iter().flat_map(|text| rare_looking(text)).take(LOOKED_UP_MAX).collect();
    let mut counted = Vec::new();
    for word in looked_up {
        let count = store::count(connection, &Expression::words([word.as_str()]), &ranges, COMMON)?;
        if (2..COMMON).contains(&count) {
            counted.push((count, word));
        }
    }
    counted.sort();
    counted.truncate(SEARCHED_MAX);
    let searched: Vec<String> = counted.into_iter().map(|(_, word)| word).collect();
    if searched.len() < SHARED_MIN {
        return Ok(Vec::new());
    }
    let expression = Expression::words(searched.iter().map(String::as_str));
    let mut ranking = Ranking::new(Wanted { count: most + 1, beyond: None, backwards: false });
    for range in &ranges {
        store::each_row(connection, &expression, *range, |number, rank| ranking.add(number, rank))?;
    }
    let (found, _) = ranking.finish();
    let numbers: Vec<i64> = found.iter().map(|found| found.standing.thing.get()).collect();
    let ids = store::ids(connection, &numbers)?;
    // The best is most often the article itself.
    let best = found.first().map_or(1.0, |found| found.standing.score);
    let mut similar = Vec::new();
    for found in &found {
        let thing = found.standing.thing;
        let Some(id) = ids.get(&thing.get()).copied().filter(|id| *id != own) else { continue };
        let words = shared(connection, &searched, thing)?;
        if words.len() >= SHARED_MIN {
            similar.push(Similar { id, likeness: found.standing.score / best, words });
        }
    }
    similar.truncate(most);
    Ok(similar)
}

fn rare_looking(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text)
        .map(|word| fold(word.text).into_owned())
        .filter(|word| word.chars().count() >= LENGTH_MIN && word.chars().all(char::is_alphabetic))
}

/// Which of the words one thing has.
fn shared(connection: &mut Connection, searched: &[String], thing: PassageNumber) -> Result<Vec<String>, Unanswered> {
    let of_thing = [(thing, PassageNumber::new(thing.next_thing().get() - 1))];
    let mut shared = Vec::new();
    for word in searched {
        if store::count(connection, &Expression::words([word.as_str()]), &of_thing, 1)? > 0 {
            shared.push(word.clone());
        }
    }
    Ok(shared)
}

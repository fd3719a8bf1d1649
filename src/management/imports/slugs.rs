//! Generated slugs: an existing article keeps its slug; a slug that another article has gets a number.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::bundle::ImportBundle;
use super::entry::ImportEntry;
use crate::content::{Article, Id, Kind, Locale, Slug};
use crate::db::{Connection, Error};
use crate::working_copies;

/// The number for the second of two equal slugs.
const FIRST_NUMBER: usize = 2;

/// The slugs in use by the articles of one import.
pub(super) struct SlugAllocator {
    taken: HashSet<(Locale, Slug)>,
    /// The number to try next for a slug, so that a thousand equal titles need a thousand steps.
    next: HashMap<(Locale, Slug), usize>,
}

impl SlugAllocator {
    /// Reserves the slugs that entries state explicitly, whatever their order is.
    pub(super) fn reserve_explicit(bundle: &ImportBundle) -> Self {
        let word = |entry: &ImportEntry, name: &str| Some(entry.fields.get(name)?.as_str()?.to_owned());
        let articles = bundle.entries.iter().filter(|entry| entry.kind == Kind::Article && !entry.has_generated_slug);
        let said = articles
            .filter_map(|entry| Some((word(entry, "locale")?.parse().ok()?, word(entry, "slug")?.parse().ok()?)));
        Self { taken: said.collect(), next: HashMap::new() }
    }

    /// Assigns a slug that no other article has to the input of an entry. An article of an earlier import keeps its
    /// slug, which an editor may have changed since.
    pub(super) fn assign_slug(
        &mut self,
        connection: &mut Connection,
        entry: &ImportEntry,
        id: Id,
        current: Option<&Article>,
        input: &mut Value,
    ) -> Result<(), Error> {
        let text = |name: &str| input.get(name).and_then(Value::as_str);
        let address =
            text("locale").and_then(|text| text.parse().ok()).zip(text("slug").and_then(|text| text.parse().ok()));
        let Some((locale, wanted)): Option<(Locale, Slug)> = address else { return Ok(()) };
        if !entry.has_generated_slug {
            return Ok(());
        }
        let kept = current.filter(|current| current.locale == locale).and_then(|current| current.slug.clone());
        let slug = match kept {
            Some(kept) => kept,
            None => self.find_free(connection, id, &locale, entry, wanted)?,
        };
        input["slug"] = Value::String(slug.to_string());
        self.taken.insert((locale, slug));
        Ok(())
    }

    /// Returns the generated slug, an alternative, or the last of those with a number.
    fn find_free(
        &mut self,
        connection: &mut Connection,
        id: Id,
        locale: &Locale,
        entry: &ImportEntry,
        wanted: Slug,
    ) -> Result<Slug, Error> {
        let mut last = wanted;
        for slug in std::iter::once(last.clone()).chain(entry.other_slugs.iter().cloned()) {
            if self.is_free(connection, id, locale, &slug)? {
                return Ok(slug);
            }
            last = slug;
        }
        let number = self.find_free_number(connection, id, locale, &last)?;
        let slug = last.numbered(number);
        self.next.insert((locale.clone(), last), number.saturating_add(1));
        Ok(slug)
    }

    /// Returns the number of a free slug.
    fn find_free_number(
        &self,
        connection: &mut Connection,
        id: Id,
        locale: &Locale,
        plain: &Slug,
    ) -> Result<usize, Error> {
        let first = self.next.get(&(locale.clone(), plain.clone())).copied().unwrap_or(FIRST_NUMBER);
        search_free_number(first, |number| self.is_free(connection, id, locale, &plain.numbered(number)))
    }

    /// Returns true if no other article has the slug, neither in this import nor in the database.
    fn is_free(&self, connection: &mut Connection, id: Id, locale: &Locale, slug: &Slug) -> Result<bool, Error> {
        if self.taken.contains(&(locale.clone(), slug.clone())) {
            return Ok(false);
        }
        let holder = working_copies::find_article_by_slug(connection, locale, slug)?;
        Ok(holder.is_none_or(|holder| holder == id))
    }
}

/// Returns a free number, `first` or a later one, by an exponential and then a binary search, because there may be as
/// many equal slugs as articles, in this import and earlier ones.
fn search_free_number(first: usize, mut is_free: impl FnMut(usize) -> Result<bool, Error>) -> Result<usize, Error> {
    let (mut taken, mut step) = (first.saturating_sub(1), 1);
    let mut free = first;
    while !is_free(free)? {
        taken = free;
        step *= 2;
        free += step;
    }
    while free - taken > 1 {
        let middle = taken + (free - taken) / 2;
        if is_free(middle)? {
            free = middle;
        } else {
            taken = middle;
        }
    }
    Ok(free)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn the_first_free_number_is_found_with_few_tries_that_are_not_much_larger() {
        for last_taken in [1, 2, 3, 4, 10, 1_000, 1_000_000] {
            let mut tried = Vec::new();
            let found = search_free_number(FIRST_NUMBER, |number| {
                tried.push(number);
                Ok(number > last_taken)
            });
            assert_eq!(found.unwrap(), last_taken + 1);
            assert!(tried.iter().all(|number| *number <= 2 * last_taken), "up to {last_taken}: {tried:?}");
            let doublings = usize::try_from(last_taken.ilog2()).unwrap();
            assert!(tried.len() <= 2 * doublings + 2, "up to {last_taken}: {tried:?}");
        }
    }
}

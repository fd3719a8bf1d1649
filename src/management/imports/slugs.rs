//! Slugs that an importer made: kept where the article is there already, numbered where another has them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::bundle::ImportBundle;
use super::entry::ImportEntry;
use crate::content::{Article, Id, Kind, Locale, Slug};
use crate::db::{Connection, Error};
use crate::working_copies;

/// The number of the second of two equal slugs.
const FIRST_NUMBER: usize = 2;

/// The addresses that articles of one import take.
pub(super) struct SlugAllocator {
    taken: HashSet<(Locale, Slug)>,
    /// The number from which on a slug is to be tried, so that a thousand equal titles take a thousand steps.
    next: HashMap<(Locale, Slug), usize>,
}

impl SlugAllocator {
    /// Those that the entries say themselves are taken, wherever they stand.
    pub(super) fn reserve_explicit(bundle: &ImportBundle) -> Self {
        let word = |entry: &ImportEntry, name: &str| Some(entry.fields.get(name)?.as_str()?.to_owned());
        let articles = bundle.entries.iter().filter(|entry| entry.kind == Kind::Article && !entry.has_generated_slug);
        let said = articles
            .filter_map(|entry| Some((word(entry, "locale")?.parse().ok()?, word(entry, "slug")?.parse().ok()?)));
        Self { taken: said.collect(), next: HashMap::new() }
    }

    /// Gives the input of an entry a slug that no other article has. What was imported before keeps its own, which
    /// an editor may have changed since.
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
        let kept = current.filter(|current| current.locale == locale).map(|current| current.slug.clone());
        let slug = match kept {
            Some(kept) => kept,
            None => self.find_free(connection, id, &locale, entry, wanted)?,
        };
        input["slug"] = Value::String(slug.to_string());
        self.taken.insert((locale, slug));
        Ok(())
    }

    /// The slug that was made, one of the others, or the last of those with a number.
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

    /// The number of a free slug, found in steps that double and then halve: as many slugs may be taken as there are
    /// articles, by this import and by those before it.
    fn find_free_number(
        &self,
        connection: &mut Connection,
        id: Id,
        locale: &Locale,
        plain: &Slug,
    ) -> Result<usize, Error> {
        let first = self.next.get(&(locale.clone(), plain.clone())).copied().unwrap_or(FIRST_NUMBER);
        let (mut taken, mut step) = (first.saturating_sub(1), 1);
        let mut free = first;
        while !self.is_free(connection, id, locale, &plain.numbered(free))? {
            taken = free;
            step *= 2;
            free += step;
        }
        while free - taken > 1 {
            let middle = taken + (free - taken) / 2;
            if self.is_free(connection, id, locale, &plain.numbered(middle))? {
                free = middle;
            } else {
                taken = middle;
            }
        }
        Ok(free)
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

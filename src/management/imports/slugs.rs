//! Slugs that an importer made: kept where the article is there already, numbered where another has them.

use std::collections::HashSet;

use serde_json::Value;

use super::bundle::Bundle;
use super::entry::Entry;
use crate::content::{Article, Id, Kind, Locale, Slug};
use crate::db::{Connection, Error};
use crate::working_copies;

/// The addresses that articles of one import take.
pub(super) struct Slugs {
    taken: HashSet<(Locale, Slug)>,
}

impl Slugs {
    /// Those that the entries say themselves are taken, wherever they stand.
    pub(super) fn said_in(bundle: &Bundle) -> Self {
        let word = |entry: &Entry, name: &str| Some(entry.fields.get(name)?.as_str()?.to_owned());
        let articles = bundle.entries.iter().filter(|entry| entry.kind == Kind::Article && !entry.made_slug);
        let said = articles
            .filter_map(|entry| Some((word(entry, "locale")?.parse().ok()?, word(entry, "slug")?.parse().ok()?)));
        Self { taken: said.collect() }
    }

    /// Gives the input of an entry a slug that no other article has. What was imported before keeps its own, which
    /// an editor may have changed since.
    pub(super) fn settle(
        &mut self,
        connection: &mut Connection,
        entry: &Entry,
        id: Id,
        current: Option<&Article>,
        input: &mut Value,
    ) -> Result<(), Error> {
        let text = |name: &str| input.get(name).and_then(Value::as_str);
        let address =
            text("locale").and_then(|text| text.parse().ok()).zip(text("slug").and_then(|text| text.parse().ok()));
        let Some((locale, wanted)): Option<(Locale, Slug)> = address else { return Ok(()) };
        if !entry.made_slug {
            return Ok(());
        }
        let kept = current.filter(|current| current.locale == locale).map(|current| current.slug.clone());
        let slug = match kept {
            Some(kept) => kept,
            None => self.free(connection, id, &locale, entry, wanted)?,
        };
        input["slug"] = Value::String(slug.to_string());
        self.taken.insert((locale, slug));
        Ok(())
    }

    /// The slug that was made, one of the others, or the last of those with a number.
    fn free(
        &self,
        connection: &mut Connection,
        id: Id,
        locale: &Locale,
        entry: &Entry,
        wanted: Slug,
    ) -> Result<Slug, Error> {
        let plain = std::iter::once(wanted.clone()).chain(entry.other_slugs.iter().cloned());
        let last = plain.clone().last().unwrap_or(wanted);
        for slug in plain.chain((2..).map(|number| last.numbered(number))) {
            let other = working_copies::find_article(connection, locale, &slug)?.filter(|other| *other != id);
            if other.is_none() && !self.taken.contains(&(locale.clone(), slug.clone())) {
                return Ok(slug);
            }
        }
        Ok(last)
    }
}

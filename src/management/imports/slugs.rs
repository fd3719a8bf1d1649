//! Slugs that an importer made: kept where the article is there already, numbered where another has them.

use std::collections::HashSet;

use serde_json::Value;

use super::bundle::Entry;
use crate::content::{Article, Id, Locale, Slug};
use crate::db::{Connection, Error};
use crate::working_copies;

/// The addresses that articles of one import take.
#[derive(Default)]
pub(super) struct Slugs {
    taken: HashSet<(Locale, Slug)>,
}

impl Slugs {
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
            self.taken.insert((locale, wanted));
            return Ok(());
        }
        let kept = current.filter(|current| current.locale == locale).map(|current| current.slug.clone());
        let slug = match kept {
            Some(kept) => kept,
            None => self.free(connection, id, &locale, &wanted)?,
        };
        input["slug"] = Value::String(slug.to_string());
        self.taken.insert((locale, slug));
        Ok(())
    }

    fn free(&self, connection: &mut Connection, id: Id, locale: &Locale, wanted: &Slug) -> Result<Slug, Error> {
        let mut slug = wanted.clone();
        let mut number = 1;
        loop {
            let other = working_copies::find_article(connection, locale, &slug)?.filter(|other| *other != id);
            if other.is_none() && !self.taken.contains(&(locale.clone(), slug.clone())) {
                return Ok(slug);
            }
            number += 1;
            slug = wanted.numbered(number);
        }
    }
}

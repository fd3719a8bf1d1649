//! Queries for the locales with published content.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::view::PublishedLocale;
use crate::content::{Locale, Timestamp};
use crate::db::Connection;
use crate::db::schema::{published_articles, published_phrases, published_resources};
use crate::delivery::{error::ReadError, store::changes::last_change};

/// The locales with published content.
pub(super) struct PublishedLocales {
    /// The locales, sorted.
    pub(super) locales: Vec<PublishedLocale>,
    /// The time of the last change of any published entity.
    pub(super) changed_at: Option<Timestamp>,
}

/// Counts the published entities of each locale: one scan of an index of each kind.
pub(super) fn load(connection: &mut Connection) -> Result<PublishedLocales, ReadError> {
    let mut by_locale: BTreeMap<Locale, PublishedLocale> = BTreeMap::new();
    macro_rules! count {
        ($table:ident, $member:ident) => {
            let counts = $table::table.group_by($table::locale).select(($table::locale, count_star()));
            for (locale, count) in counts.load::<(Locale, i64)>(connection)? {
                let none = || PublishedLocale { locale: locale.clone(), articles: 0, phrases: 0, resources: 0 };
                by_locale.entry(locale.clone()).or_insert_with(none).$member = count;
            }
        };
    }
    count!(published_articles, articles);
    count!(published_phrases, phrases);
    count!(published_resources, resources);
    Ok(PublishedLocales { locales: by_locale.into_values().collect(), changed_at: last_change(connection)? })
}

//! Queries for synonyms.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::content::{Locale, Timestamp};
use crate::db::schema::{published_synonym_versions as versions, published_synonyms as synonyms};
use crate::db::{Connection, Error};

/// The version of all synonyms together.
#[derive(Debug, Queryable)]
pub(in crate::delivery) struct SynonymsVersion {
    /// Its number.
    pub(in crate::delivery) version: i64,
    /// The time at which it was saved.
    pub(in crate::delivery) updated_at: Timestamp,
}

/// Returns the synonyms of the expressions with these stems, by their stems. With a locale, only the synonyms of that locale
/// and of broader ones.
pub(in crate::delivery::search) fn load_synonyms(
    connection: &mut Connection,
    stems: &[String],
    locale: Option<&Locale>,
) -> Result<HashMap<String, Vec<String>>, Error> {
    if stems.is_empty() {
        return Ok(HashMap::new());
    }
    let mut groups = synonyms::table
        .filter(synonyms::stems.eq_any(stems))
        .select((synonyms::stems, synonyms::group_number))
        .into_boxed();
    if let Some(locale) = locale {
        groups = groups.filter(synonyms::locale.eq_any(locale.and_broader().collect::<Vec<_>>()));
    }
    let groups: Vec<(String, i64)> = groups.load(connection)?;
    let mut by_stems: HashMap<String, Vec<String>> = HashMap::new();
    for (stems, number) in groups {
        let others: Vec<String> = synonyms::table
            .filter(synonyms::group_number.eq(number))
            .filter(synonyms::stems.ne(&stems))
            .order(synonyms::position)
            .select(synonyms::words)
            .load(connection)?;
        let words = by_stems.entry(stems).or_default();
        words.extend(others);
        words.sort();
        words.dedup();
    }
    Ok(by_stems)
}

/// Returns the current version of the synonyms, or none if they were never saved.
pub(in crate::delivery) fn load_version(connection: &mut Connection) -> Result<Option<SynonymsVersion>, Error> {
    Ok(versions::table.select((versions::version, versions::updated_at)).first(connection).optional()?)
}

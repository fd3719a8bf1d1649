//! Reads of synonyms.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::content::{Locale, Timestamp};
use crate::db::schema::{published_synonym_versions, published_synonyms as row};
use crate::db::{Connection, Error};

/// What expressions with these stems are also known by, by the stems of each. With a locale, by its synonyms and those of
/// broader ones.
pub(in crate::delivery::search) fn find(
    connection: &mut Connection,
    stems: &[String],
    locale: Option<&Locale>,
) -> Result<HashMap<String, Vec<String>>, Error> {
    if stems.is_empty() {
        return Ok(HashMap::new());
    }
    let mut groups = row::table.filter(row::stems.eq_any(stems)).select((row::stems, row::group_number)).into_boxed();
    if let Some(locale) = locale {
        groups = groups.filter(row::locale.eq_any(locale.and_broader().collect::<Vec<_>>()));
    }
    let groups: Vec<(String, i64)> = groups.load(connection)?;
    let mut known: HashMap<String, Vec<String>> = HashMap::new();
    for (stems, number) in groups {
        let others: Vec<String> = row::table
            .filter(row::group_number.eq(number))
            .filter(row::stems.ne(&stems))
            .order(row::position)
            .select(row::words)
            .load(connection)?;
        let words = known.entry(stems).or_default();
        words.extend(others);
        words.sort();
        words.dedup();
    }
    Ok(known)
}

/// Which version of the synonyms there is, and since when; none if none was saved.
pub(in crate::delivery) fn version(connection: &mut Connection) -> Result<Option<(i64, Timestamp)>, Error> {
    use published_synonym_versions as version;
    Ok(version::table.select((version::version, version::updated_at)).first(connection).optional()?)
}

//! Rows of synonyms.

use diesel::prelude::*;

use crate::content::search::{SynonymGroup, Synonyms, stem_key};
use crate::content::{Locale, Timestamp};
use crate::db::schema::{published_synonym_versions, published_synonyms};
use crate::db::{Connection, Error};

/// Returns the version and the time of the last save, if there is one.
pub(crate) fn version(connection: &mut Connection) -> Result<Option<(i64, Timestamp)>, Error> {
    use published_synonym_versions as row;
    Ok(row::table.select((row::version, row::updated_at)).first(connection).optional()?)
}

/// Returns all groups, in their order.
pub(crate) fn read(connection: &mut Connection) -> Result<Synonyms, Error> {
    use published_synonyms as row;
    let rows: Vec<(i64, Locale, String)> = row::table
        .order((row::group_number, row::position))
        .select((row::group_number, row::locale, row::words))
        .load(connection)?;
    let mut groups: Vec<SynonymGroup> = Vec::new();
    let mut last = None;
    for (number, locale, words) in rows {
        match groups.last_mut() {
            Some(group) if last == Some(number) => group.words.push(words),
            _ => groups.push(SynonymGroup { locale, words: vec![words] }),
        }
        last = Some(number);
    }
    Ok(Synonyms { groups })
}

/// Replaces all groups.
pub(crate) fn replace(
    connection: &mut Connection,
    synonyms: &Synonyms,
    version: i64,
    now: Timestamp,
) -> Result<(), Error> {
    diesel::delete(published_synonyms::table).execute(connection)?;
    for (number, group) in (0_i64..).zip(&synonyms.groups) {
        for (position, words) in (0_i64..).zip(&group.words) {
            diesel::insert_into(published_synonyms::table)
                .values((
                    published_synonyms::group_number.eq(number),
                    published_synonyms::position.eq(position),
                    published_synonyms::locale.eq(&group.locale),
                    published_synonyms::words.eq(words),
                    published_synonyms::stems.eq(stem_key(words)),
                ))
                .execute(connection)?;
        }
    }
    diesel::delete(published_synonym_versions::table).execute(connection)?;
    diesel::insert_into(published_synonym_versions::table)
        .values((published_synonym_versions::version.eq(version), published_synonym_versions::updated_at.eq(now)))
        .execute(connection)?;
    Ok(())
}

//! Rows of the settings that documents are frozen with.

use diesel::prelude::*;

use crate::db::schema::frozen_settings as row;
use crate::db::{Connection, Error};

pub(crate) const ARTICLE_ADDRESS: &str = "article_address";
/// The last time at which documents changed without a change of their content, in milliseconds since 1970.
pub(crate) const REBUILT_AT: &str = "documents_rebuilt_at";
pub(crate) const LINKS_OUTDATED: &str = "links_are_outdated";
pub(crate) const OUTDATED: &str = "documents_are_outdated";
/// Set by a migration that changes the contents of the search index.
pub(crate) const SEARCH_OUTDATED: &str = "search_is_outdated";

/// Returns the stored value of a setting.
pub(crate) fn find(connection: &mut Connection, name: &str) -> Result<Option<String>, Error> {
    Ok(row::table.find(name).select(row::value).first(connection).optional()?)
}

/// Returns true if there are settings of other names.
pub(crate) fn has_others(connection: &mut Connection, names: &[&str]) -> Result<bool, Error> {
    let others = row::table.filter(row::name.ne_all(names));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(connection)?)
}

/// Writes the value of a setting.
pub(crate) fn save(connection: &mut Connection, name: &str, value: &str) -> Result<(), Error> {
    let setting = (row::name.eq(name), row::value.eq(value));
    diesel::replace_into(row::table).values(setting).execute(connection)?;
    Ok(())
}

/// Removes a setting. Returns true if it existed.
pub(crate) fn delete(connection: &mut Connection, name: &str) -> Result<bool, Error> {
    Ok(diesel::delete(row::table.find(name)).execute(connection)? > 0)
}

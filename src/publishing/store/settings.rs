//! Rows of frozen settings.

use diesel::prelude::*;

use crate::db::schema::frozen_settings;
use crate::db::{Connection, Error};

pub(in crate::publishing) const ARTICLE_ADDRESS: &str = "article_address";
/// When documents last changed though their content did not, in milliseconds since 1970.
pub(in crate::publishing) const REBUILT_AT: &str = "documents_rebuilt_at";
pub(in crate::publishing) const LINKS_OUTDATED: &str = "links_are_outdated";
pub(in crate::publishing) const OUTDATED: &str = "documents_are_outdated";
/// Left by a migration after which the index has other contents.
pub(in crate::publishing) const SEARCH_OUTDATED: &str = "search_is_outdated";

/// The value the setting had.
pub(in crate::publishing) fn find(connection: &mut Connection, name: &str) -> Result<Option<String>, Error> {
    Ok(frozen_settings::table.find(name).select(frozen_settings::value).first(connection).optional()?)
}

/// Returns true if there are settings of other names.
pub(in crate::publishing) fn has_others(connection: &mut Connection, names: &[&str]) -> Result<bool, Error> {
    let others = frozen_settings::table.filter(frozen_settings::name.ne_all(names));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(connection)?)
}

/// Writes the value the setting has.
pub(in crate::publishing) fn save(connection: &mut Connection, name: &str, value: &str) -> Result<(), Error> {
    let changed =
        diesel::update(frozen_settings::table.find(name)).set(frozen_settings::value.eq(value)).execute(connection)?;
    if changed == 0 {
        diesel::insert_into(frozen_settings::table)
            .values((frozen_settings::name.eq(name), frozen_settings::value.eq(value)))
            .execute(connection)?;
    }
    Ok(())
}

/// Removes a setting; says whether it was there.
pub(in crate::publishing) fn delete(connection: &mut Connection, name: &str) -> Result<bool, Error> {
    Ok(diesel::delete(frozen_settings::table.find(name)).execute(connection)? > 0)
}

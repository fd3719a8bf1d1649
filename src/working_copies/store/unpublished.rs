//! The working copies whose current content is not public.

use diesel::prelude::*;

use crate::content::{Id, Kind, Status};
use crate::db::schema::working_copies::dsl;
use crate::db::{Connection, Error};

/// Returns the kinds and ids of all working copies that are not in the trash and were written since their last publish,
/// or were never published.
pub fn list_unpublished(connection: &mut Connection) -> Result<Vec<(Kind, Id)>, Error> {
    let is_changed = dsl::published_version.is_null().or(dsl::published_version.ne(dsl::version.nullable()));
    Ok(dsl::working_copies
        .filter(dsl::status.ne(Status::Trashed))
        .filter(is_changed)
        .order(dsl::id)
        .select((dsl::kind, dsl::id))
        .load(connection)?)
}

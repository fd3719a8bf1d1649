//! Columns of working copies by which lists are filtered, and that the head does not have.

use diesel::prelude::*;

use crate::content::{Content, Id, Locale, Timestamp};
use crate::db::schema::working_copies as row;
use crate::db::{Connection, Error};
use crate::working_copies::model::ChangeContext;

/// The columns of a new working copy: its language, and the actor of its last write.
pub(super) type ListColumns<'c> = (
    diesel::dsl::Eq<row::locale, Option<&'c Locale>>,
    diesel::dsl::Eq<row::updated_by_key_id, Option<&'c str>>,
    diesel::dsl::Eq<row::updated_by_name, &'c str>,
);

/// Returns the columns of a new working copy.
pub(super) fn list_columns<'c>(context: &ChangeContext<'c>, content: &'c Content) -> ListColumns<'c> {
    (
        row::locale.eq(content.locale()),
        row::updated_by_key_id.eq(context.actor.key_id.as_deref()),
        row::updated_by_name.eq(&*context.actor.name),
    )
}

/// Stores the time of the last publish; none for a working copy that is not public.
pub(super) fn set_published_at(connection: &mut Connection, id: Id, at: Option<Timestamp>) -> Result<(), Error> {
    diesel::update(row::table.find(id)).set(row::published_at.eq(at)).execute(connection)?;
    Ok(())
}

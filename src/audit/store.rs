//! Rows of the audit log.

use diesel::prelude::*;

use super::Entry;
use crate::content::Timestamp;
use crate::db::schema::audit_log;
use crate::db::{Connection, Error};

/// Appends a row.
pub fn append(connection: &mut Connection, entry: &Entry<'_>) -> Result<(), Error> {
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::at.eq(Timestamp::now()),
            audit_log::actor_key_id.eq(&entry.actor.key_id),
            audit_log::actor_name.eq(&entry.actor.name),
            audit_log::request_id.eq(&entry.actor.request_id),
            audit_log::action.eq(entry.action),
            audit_log::subject_kind.eq(entry.subject_kind),
            audit_log::subject_id.eq(entry.subject_id),
            audit_log::from_version.eq(entry.from_version),
            audit_log::to_version.eq(entry.to_version),
            audit_log::note.eq(entry.note),
        ))
        .execute(connection)?;
    Ok(())
}

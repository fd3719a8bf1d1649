//! Finding the entity or the revision of a request.

use crate::db::Connection;
use crate::http::{EntityPath, Problem};
use crate::working_copies::{self, revisions};

/// Returns 404 if the entity does not exist.
pub(super) fn check_exists(connection: &mut Connection, entity: EntityPath) -> Result<(), Problem> {
    let EntityPath { kind, id } = entity;
    if working_copies::exists(connection, kind, id)? {
        return Ok(());
    }
    Err(Problem::not_found(format!("{kind} {id}")))
}

/// Returns the revision with this version, or 404.
pub(super) fn find_revision(
    connection: &mut Connection,
    entity: EntityPath,
    version: i64,
) -> Result<revisions::Revision, Problem> {
    check_exists(connection, entity)?;
    let EntityPath { kind, id } = entity;
    let revision = revisions::find(connection, kind, id, version)?;
    revision
        .ok_or_else(|| Problem::not_found(format!("revision {version} of the {kind} {id}, or it is no longer stored")))
}

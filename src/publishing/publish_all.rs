//! Publishing everything: the state in which all working copies are public. For scratch copies of a database.

use std::collections::HashSet;

use super::approval::entity_ref;
use super::error::PublishError;
use super::options::{IncludeReferences, PublishOptions};
use super::publish::{publish, publish_batch};
use super::settings::Settings;
use crate::content::{Actor, Id, Kind};
use crate::db::{Connection, Error, savepoint};
use crate::working_copies::{self, EntityRef, WorkingCopy};

/// A working copy that could not be published.
#[derive(Debug, Clone)]
pub struct LeftOut {
    /// The entity.
    pub entity: EntityRef,
    /// The reason.
    pub reason: String,
}

/// Publishes the current content of all working copies that are not in the trash, without approvals, and with
/// placeholders for missing members. Returns those that cannot be published.
pub fn publish_all(connection: &mut Connection, settings: &Settings, actor: &Actor) -> Result<Vec<LeftOut>, Error> {
    let settings = settings.for_operator();
    let unpublished = working_copies::list_unpublished(connection)?;
    let mut copies = Vec::with_capacity(unpublished.len());
    for (kind, id) in &unpublished {
        copies.extend(find_publishable(connection, *kind, *id)?);
    }
    let published = savepoint(connection, |connection| {
        publish_batch(connection, &settings, actor, copies, &IncludeReferences::None).map(|_| ())
    });
    match published {
        Ok(()) => Ok(Vec::new()),
        Err(PublishError::Database(error)) => Err(error),
        // At least one of them conflicts with another.
        Err(_) => publish_each(connection, &settings, actor, unpublished),
    }
}

/// Publishes one working copy after another, those that failed again after the others: an address may be free then.
fn publish_each(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    mut unpublished: Vec<(Kind, Id)>,
) -> Result<Vec<LeftOut>, Error> {
    let ids: HashSet<Id> = unpublished.iter().map(|(_, id)| *id).collect();
    let options = PublishOptions { include_references: IncludeReferences::Only(ids), ..PublishOptions::default() };
    loop {
        let (mut failed, mut left_out) = (Vec::new(), Vec::new());
        let count = unpublished.len();
        for (kind, id) in unpublished {
            let Some(copy) = find_publishable(connection, kind, id)? else { continue };
            let entity = entity_ref(&copy);
            // One that was published as a reference has no changes, and is not published again.
            let published =
                savepoint(connection, |connection| publish(connection, settings, actor, copy, &options).map(|_| ()));
            match published {
                Ok(()) => {}
                Err(PublishError::Database(error)) => return Err(error),
                Err(error) => {
                    left_out.push(LeftOut { entity, reason: error.to_string() });
                    failed.push((kind, id));
                }
            }
        }
        if failed.is_empty() || failed.len() == count {
            return Ok(left_out);
        }
        unpublished = failed;
    }
}

fn find_publishable(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<WorkingCopy>, Error> {
    let copy = working_copies::find(connection, kind, id)?;
    Ok(copy.map(|copy| WorkingCopy { content: copy.content.with_placeholders(id), ..copy }))
}

//! Repairing what follows from intact data: sources from revisions, documents from sources, the index from documents, and
//! the changes that offline copies are told of from the log.

use std::collections::BTreeSet;

use super::issue::{IntegrityIssue, IntegrityIssueKind, can_rebuild};
use super::recover;
use crate::content::{Id, Kind, Timestamp};
use crate::db::{self, Connection, Error};
use crate::events::{EventType, with_purge_event};
use crate::publishing::freeze::{FreezeContext, rebuild_with_dependents};
use crate::publishing::maintenance::reindex;
use crate::publishing::settings::Settings;
use crate::publishing::store::change_log::{self, ChangeLogEntry};
use crate::publishing::store::{documents, sources};

/// Repairs the issues that can be repaired. Each document that is built again is a change in the log, so that offline copies
/// and caches follow.
pub fn repair(connection: &mut Connection, settings: &Settings, issues: &[IntegrityIssue]) -> Result<(), Error> {
    let now = Timestamp::now();
    let (mut to_restore, mut to_freeze) = (BTreeSet::new(), BTreeSet::new());
    let (mut unlogged, mut unaligned) = (BTreeSet::new(), BTreeSet::new());
    let mut is_index_apart = false;
    for IntegrityIssue { entity, kind: issue_kind } in issues {
        let Some((kind, id)) = *entity else {
            is_index_apart |= matches!(issue_kind, IntegrityIssueKind::StrayIndexRows(_));
            continue;
        };
        match issue_kind {
            IntegrityIssueKind::MissingSource(_) | IntegrityIssueKind::RevisionMismatch(_) => {
                to_restore.insert((kind, id));
                to_freeze.insert((kind, id));
            }
            IntegrityIssueKind::CannotBuild(_)
            | IntegrityIssueKind::MissingDocument
            | IntegrityIssueKind::DocumentMismatch
            | IntegrityIssueKind::EmbedMismatch => {
                to_freeze.insert((kind, id));
            }
            IntegrityIssueKind::DocumentWithoutChange => drop(unlogged.insert(id)),
            IntegrityIssueKind::LatestChangeMismatch => drop(unaligned.insert(id)),
            IntegrityIssueKind::NotIndexed | IntegrityIssueKind::StrayIndexRows(_) => is_index_apart = true,
            IntegrityIssueKind::UnreadableSource(_)
            | IntegrityIssueKind::InvalidContent(_)
            | IntegrityIssueKind::UnpublishingWithoutPublish
            | IntegrityIssueKind::DamagedRevision(_)
            | IntegrityIssueKind::VersionMismatch
            | IntegrityIssueKind::DocumentWithoutSource
            | IntegrityIssueKind::ChangeWithoutDocument(_) => {}
        }
    }
    with_purge_event(connection, |connection| {
        if can_rebuild(issues) {
            // All of them first: what is made of the one may show the other.
            for (kind, id) in to_restore {
                restore_source(connection, kind, id)?;
            }
            for (kind, id) in to_freeze {
                match db::savepoint(connection, |connection| rebuild(connection, settings, kind, id, now)) {
                    // What it is made of may not be whole either; that is an issue of its own, and stays one.
                    Ok(()) | Err(Error::Corrupt(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        for id in unaligned {
            change_log::sync_latest(connection, id)?;
        }
        for id in unlogged {
            append_missing_change(connection, id, now)?;
        }
        if is_index_apart {
            reindex(connection)?;
        }
        Ok(())
    })
}

fn restore_source(connection: &mut Connection, kind: Kind, id: Id) -> Result<(), Error> {
    let Some(source) = recover::recover_source(connection, kind, id)? else { return Ok(()) };
    sources::delete(connection, id)?;
    sources::save(connection, &source)
}

fn rebuild(connection: &mut Connection, settings: &Settings, kind: Kind, id: Id, now: Timestamp) -> Result<(), Error> {
    // Gone before it is made, it is written whatever stood in it.
    if let Some(source) = sources::find(connection, id)? {
        sources::save(connection, &source)?;
        documents::delete(connection, kind, id)?;
    }
    rebuild_with_dependents(connection, settings, [id], &FreezeContext::for_dependents(now))
}

fn append_missing_change(connection: &mut Connection, id: Id, now: Timestamp) -> Result<(), Error> {
    let Some(source) = sources::find(connection, id)? else { return Ok(()) };
    // FreezeContext it anew has told of it already.
    if change_log::is_last_change_a_publish(connection, id)? {
        return Ok(());
    }
    let change = ChangeLogEntry {
        event_type: EventType::Updated,
        kind: source.content.kind(),
        id,
        version: source.version,
        locale: source.content.locale(),
        slug: source.content.slug(),
        note: None,
        at: now,
    };
    crate::publishing::change_log::append(connection, &change)
}

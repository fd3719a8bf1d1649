//! Repairs derived data from intact data: sources from revisions, documents from sources, the search index from
//! documents, and the latest changes for offline copies from the log.

use std::collections::BTreeSet;

use super::issue::{IntegrityIssue, IntegrityIssueKind, can_rebuild};
use super::store::{self, PublishTimes};
use crate::content::{Id, Kind, Timestamp};
use crate::db::{self, Connection, Error};
use crate::events::{EventType, with_purge_event};
use crate::publishing::documents::PublishedSource;
use crate::publishing::freeze::{FreezeContext, rebuild_with_dependents};
use crate::publishing::maintenance::reindex;
use crate::publishing::settings::Settings;
use crate::publishing::store::change_log::{self, ChangeLogEntry};
use crate::publishing::store::{documents, sources};
use crate::working_copies::{self, revisions};

/// Repairs all repairable issues. Each rebuilt document is a change in the log, so that offline copies and caches
/// follow.
pub fn repair(connection: &mut Connection, settings: &Settings, issues: &[IntegrityIssue]) -> Result<(), Error> {
    let now = Timestamp::now();
    let (mut to_restore, mut to_freeze) = (BTreeSet::new(), BTreeSet::new());
    let (mut unlogged, mut unaligned) = (BTreeSet::new(), BTreeSet::new());
    let mut needs_reindex = false;
    for IntegrityIssue { entity, kind: issue_kind } in issues {
        let Some((kind, id)) = *entity else {
            needs_reindex |= matches!(issue_kind, IntegrityIssueKind::StrayIndexRows(_));
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
            IntegrityIssueKind::NotIndexed | IntegrityIssueKind::StrayIndexRows(_) => needs_reindex = true,
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
            // Restore all sources first: a document may embed another of them.
            for (kind, id) in to_restore {
                restore_source(connection, kind, id)?;
            }
            for (kind, id) in to_freeze {
                match db::savepoint(connection, |connection| rebuild(connection, settings, kind, id, now)) {
                    // A source may be damaged as well. That is an issue of its own, and stays.
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
        if needs_reindex {
            reindex(connection)?;
        }
        Ok(())
    })
}

fn restore_source(connection: &mut Connection, kind: Kind, id: Id) -> Result<(), Error> {
    let Some(source) = recover_source(connection, kind, id)? else { return Ok(()) };
    sources::delete(connection, id)?;
    sources::save(connection, &source)
}

fn rebuild(connection: &mut Connection, settings: &Settings, kind: Kind, id: Id, now: Timestamp) -> Result<(), Error> {
    // Delete the document first, so that it is written whatever its old content was.
    if let Some(source) = sources::find(connection, id)? {
        sources::save(connection, &source)?;
        documents::delete(connection, kind, id)?;
    }
    rebuild_with_dependents(connection, settings, [id], &FreezeContext::for_dependents(now))
}

fn append_missing_change(connection: &mut Connection, id: Id, now: Timestamp) -> Result<(), Error> {
    let Some(source) = sources::find(connection, id)? else { return Ok(()) };
    // A rebuild has already logged the change.
    if change_log::is_last_change_a_publish(connection, id)? {
        return Ok(());
    }
    let change = ChangeLogEntry::of_source(&source, EventType::Updated, now);
    crate::publishing::change_log::append(connection, &change)
}

/// Returns the source that the working copy names as published, if its revision is intact. Writes nothing.
pub(super) fn recover_source(
    connection: &mut Connection,
    kind: Kind,
    id: Id,
) -> Result<Option<PublishedSource>, Error> {
    let Some(version) = working_copies::published_version(connection, kind, id)? else { return Ok(None) };
    let content = match revisions::find_content(connection, kind, id, version) {
        Ok(Some(content)) => content,
        Ok(None) | Err(Error::Corrupt(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    if revisions::find_digest(connection, id, version)? != Some(revisions::digest(&content)?) {
        return Ok(None);
    }
    let times = match store::find_publish_times(connection, id)? {
        Some(times) => Some(times),
        None => parse_document_times(connection, kind, id)?,
    };
    let times = match times {
        Some(times) => Some(times),
        None => change_log::first_published_at(connection, id)?
            .zip(store::last_published_at(connection, id)?)
            .map(|(first_published_at, published_at)| PublishTimes { first_published_at, published_at }),
    };
    Ok(times.map(|PublishTimes { first_published_at, published_at }| PublishedSource {
        id,
        content,
        version,
        first_published_at,
        published_at,
    }))
}

fn parse_document_times(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<PublishTimes>, Error> {
    let document = documents::find(connection, kind, id)?;
    Ok(document.and_then(|json| serde_json::from_str(&json).ok()))
}

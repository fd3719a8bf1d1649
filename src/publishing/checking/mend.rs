//! Mending what follows from what is whole: what was published from its revision, documents from that, the index from the
//! documents, and what offline copies are told of from the log.

use std::collections::BTreeSet;

use super::{Flaw, FlawKind, can_freeze, recovering};
use crate::content::{Id, Kind, Timestamp};
use crate::db::{self, Connection, Error};
use crate::events::{Occurrence, telling_caches};
use crate::publishing::freeze::{Freezing, refreeze};
use crate::publishing::log::{self, Change};
use crate::publishing::{Settings, documents, search, sources};

/// Mends those of the flaws that can be. Each document that is made anew is a change in the log, so that copies and caches
/// hear of it.
pub fn mend(connection: &mut Connection, settings: &Settings, flaws: &[Flaw]) -> Result<(), Error> {
    let now = Timestamp::now();
    let (mut to_restore, mut to_freeze) = (BTreeSet::new(), BTreeSet::new());
    let (mut unlogged, mut unaligned) = (BTreeSet::new(), BTreeSet::new());
    let mut is_index_apart = false;
    for Flaw { thing, what } in flaws {
        let Some((kind, id)) = *thing else {
            is_index_apart |= matches!(what, FlawKind::IndexRows(_));
            continue;
        };
        match what {
            FlawKind::SourceMissing(_) | FlawKind::Revision(_) => {
                to_restore.insert((kind, id));
                to_freeze.insert((kind, id));
            }
            FlawKind::Unmade(_) | FlawKind::DocumentMissing | FlawKind::DocumentApart | FlawKind::EmbedApart => {
                to_freeze.insert((kind, id));
            }
            FlawKind::DocumentWithoutChange => drop(unlogged.insert(id)),
            FlawKind::LatestChange => drop(unaligned.insert(id)),
            FlawKind::NotFound | FlawKind::IndexRows(_) => is_index_apart = true,
            FlawKind::Source(_)
            | FlawKind::Invalid(_)
            | FlawKind::EndingWithoutPublish
            | FlawKind::RevisionDamaged(_)
            | FlawKind::Version
            | FlawKind::DocumentWithoutSource
            | FlawKind::ChangeWithoutDocument(_) => {}
        }
    }
    telling_caches(connection, |connection| {
        if can_freeze(flaws) {
            // All of them first: what is made of the one may show the other.
            for (kind, id) in to_restore {
                restore_source(connection, kind, id)?;
            }
            for (kind, id) in to_freeze {
                match db::savepoint(connection, |connection| freeze_anew(connection, settings, kind, id, now)) {
                    // What it is made of may not be whole either; that is a flaw of its own, and stays one.
                    Ok(()) | Err(Error::Corrupt(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        for id in unaligned {
            log::store::align_latest(connection, id)?;
        }
        for id in unlogged {
            append(connection, id, now)?;
        }
        if is_index_apart {
            search::reindex(connection)?;
        }
        Ok(())
    })
}

fn restore_source(connection: &mut Connection, kind: Kind, id: Id) -> Result<(), Error> {
    let Some(source) = recovering::recovered(connection, kind, id)? else { return Ok(()) };
    sources::store::delete(connection, id)?;
    sources::store::save(connection, &source)
}

fn freeze_anew(
    connection: &mut Connection,
    settings: &Settings,
    kind: Kind,
    id: Id,
    now: Timestamp,
) -> Result<(), Error> {
    // Gone before it is made, it is written whatever stood in it.
    if let Some(source) = sources::store::find(connection, id)? {
        sources::store::save(connection, &source)?;
        documents::store::delete(connection, kind, id)?;
    }
    refreeze(connection, settings, [id], &Freezing::of_others(now))
}

fn append(connection: &mut Connection, id: Id, now: Timestamp) -> Result<(), Error> {
    let Some(source) = sources::store::find(connection, id)? else { return Ok(()) };
    // Freezing it anew has told of it already.
    if log::store::is_last_a_publish(connection, id)? {
        return Ok(());
    }
    let change = Change {
        occurrence: Occurrence::Updated,
        kind: source.content.kind(),
        id,
        version: source.version,
        locale: source.content.locale(),
        slug: source.content.slug(),
        note: None,
        at: now,
    };
    log::append(connection, &change)
}

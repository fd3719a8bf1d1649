//! Rebuilds documents, and those that embed a changed entity.

use std::collections::{HashMap, HashSet};

use super::build::{build_document, build_embed};
use super::context::FreezeContext;
use super::withdrawn;
use crate::content::{Id, Kind, ReferenceRole};
use crate::db::{Connection, Error};
use crate::publishing::change_log;
use crate::publishing::documents::{PublishedSource, SearchDocument};
use crate::publishing::settings::Settings;
use crate::publishing::store::{documents, references, search, sources};

/// Freezes the entities in `ids` and every document that embeds an entity whose embed changed.
///
/// Writes only documents that differ from the stored ones; each of those is one change in the log. A second call
/// changes nothing.
pub(crate) fn rebuild_with_dependents(
    connection: &mut Connection,
    settings: &Settings,
    ids: impl IntoIterator<Item = Id>,
    context: &FreezeContext<'_>,
) -> Result<(), Error> {
    let mut to_freeze: HashSet<Id> = ids.into_iter().collect();
    let mut changed: HashSet<Id> = HashSet::new();
    let mut resources: HashSet<Id> = HashSet::new();
    // There may be very many dependents: only the sources of the published entities are kept in memory.
    let mut read: HashMap<Id, PublishedSource> = HashMap::new();
    for id in &to_freeze {
        let Some(source) = sources::find(connection, *id)? else { continue };
        if source.content.kind() == Kind::Resource {
            resources.insert(*id);
        } else if save_embed(connection, &source, settings)? {
            changed.insert(*id);
        }
        if context.published.contains(id) {
            read.insert(*id, source);
        }
    }
    // The embed of a resource contains the address of its article: resources come after articles.
    resources.extend(references::dependents(connection, &changed, Some(ReferenceRole::Target))?);
    for id in &resources {
        let Some(source) = sources::find(connection, *id)? else { continue };
        if save_embed(connection, &source, settings)? {
            changed.insert(*id);
        }
    }
    to_freeze.extend(&resources);
    to_freeze.extend(references::dependents(connection, &changed, None)?);
    let mut groups = HashSet::new();
    for id in &changed {
        groups.extend(sources::published_group(connection, *id)?);
    }
    to_freeze.extend(sources::translations_of(connection, &groups)?);
    let mut in_order: Vec<Id> = to_freeze.into_iter().collect();
    in_order.sort();
    for id in in_order {
        let source = match read.remove(&id) {
            Some(source) => Some(source),
            None => sources::find(connection, id)?,
        };
        match source {
            Some(source) => freeze(connection, &source, context)?,
            None => withdrawn::freeze(connection, settings, id, context)?,
        }
    }
    Ok(())
}

fn save_embed(connection: &mut Connection, source: &PublishedSource, settings: &Settings) -> Result<bool, Error> {
    let embed = build_embed(connection, source, settings)?;
    sources::save_embed(connection, source.id, &embed)
}

/// Builds the document of one source, and writes it if it differs from the stored one.
fn freeze(connection: &mut Connection, source: &PublishedSource, context: &FreezeContext<'_>) -> Result<(), Error> {
    let mut document = build_document(connection, source, context)?;
    if context.keeps_dates
        && let Some(updated_at) = documents::updated_at(connection, document.kind(), source.id)?
    {
        document.set_updated_at(updated_at);
    }
    if !documents::save(connection, &document)? {
        return Ok(());
    }
    if let Some(search_document) = SearchDocument::from_document(&document) {
        search::save(connection, &search_document)?;
    }
    if !context.is_logged(source.id) {
        change_log::append(connection, &context.log_entry(source))?;
    }
    Ok(())
}

//! Links of published entities: records their uses, and switches resources to a fallback while their address is down.

use crate::content::{Content, Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::links;
use crate::publishing::freeze::{FreezeContext, rebuild_with_dependents};
use crate::publishing::settings::Settings;
use crate::publishing::store::sources;

/// Freezes the resources again whose address changes because the state of the link `url` changed.
pub fn update_link_fallbacks(connection: &mut Connection, settings: &Settings, url: &str) -> Result<(), Error> {
    let mut affected = Vec::new();
    for id in links::sources(connection, url)? {
        let source = sources::find(connection, id)?;
        if let Some(Content::Resource(resource)) = source.map(|source| source.content)
            && resource.fallback_url.is_some()
        {
            affected.push(id);
        }
    }
    if affected.is_empty() {
        return Ok(());
    }
    with_purge_event(connection, |connection| {
        rebuild_with_dependents(
            connection,
            settings,
            affected.iter().copied(),
            &FreezeContext::for_dependents(Timestamp::now()),
        )
    })
}

/// Records the links of everything that was published before link uses were recorded.
pub(super) fn backfill_link_uses(connection: &mut Connection) -> Result<(), Error> {
    let now = Timestamp::now();
    let ids: Vec<Id> = sources::all_ids(connection, &[Kind::Article, Kind::Resource])?;
    for id in ids {
        if let Some(source) = sources::find(connection, id)? {
            links::note_uses(connection, id, &source.content.web_urls(), now)?;
        }
    }
    Ok(())
}

//! Links of what is public: noting where it leads, and leading readers elsewhere while an address is down.

use crate::content::{Content, Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::links;
use crate::publishing::freeze::{FreezeContext, rebuild_with_dependents};
use crate::publishing::settings::Settings;
use crate::publishing::store::sources;

/// Freezes the resources again whose readers are led elsewhere, or back, because of what became of an address.
pub fn update_link_fallbacks(connection: &mut Connection, settings: &Settings, url: &str) -> Result<(), Error> {
    let mut concerned = Vec::new();
    for id in links::sources(connection, url)? {
        let source = sources::find(connection, id)?;
        if let Some(Content::Resource(resource)) = source.map(|source| source.content)
            && resource.fallback_url.is_some()
        {
            concerned.push(id);
        }
    }
    if concerned.is_empty() {
        return Ok(());
    }
    with_purge_event(connection, |connection| {
        rebuild_with_dependents(
            connection,
            settings,
            concerned.iter().copied(),
            &FreezeContext::for_dependents(Timestamp::now()),
        )
    })
}

/// Notes the links of everything that was published before links were noted.
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

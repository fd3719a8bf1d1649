//! Rebuilds all documents after a change of the settings or of the form of documents.

use super::link_fallbacks;
use crate::content::{Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::publishing::article_url::ArticleUrlTemplate;
use crate::publishing::freeze::{FreezeContext, rebuild_with_dependents};
use crate::publishing::settings::Settings;
use crate::publishing::store::settings::{self, ARTICLE_ADDRESS, LINKS_OUTDATED, OUTDATED, REBUILT_AT};
use crate::publishing::store::{sources, withdrawn};

/// Returns true if a migration left work for the next start of a server. Each such migration leaves a mark in the
/// settings.
pub fn has_pending_work(connection: &mut Connection) -> Result<bool, Error> {
    settings::has_others(connection, &[ARTICLE_ADDRESS, REBUILT_AT])
}

/// Freezes everything again if a setting changed since the last freeze, or if a migration changed the members of
/// documents. Returns the number of documents. The content and each `updatedAt` stay the same; caches and offline
/// copies are notified.
pub fn rebuild_if_settings_changed(connection: &mut Connection, current: &Settings) -> Result<usize, Error> {
    // Set by a migration before which link uses were not recorded.
    if settings::delete(connection, LINKS_OUTDATED)? {
        link_fallbacks::backfill_link_uses(connection)?;
    }
    // Set by a migration that changes the members of documents.
    let outdated = settings::delete(connection, OUTDATED)?;
    let stored = settings::find(connection, ARTICLE_ADDRESS)?;
    if !outdated && stored.as_deref() == Some(current.article_url.as_str()) {
        return Ok(0);
    }
    settings::save(connection, ARTICLE_ADDRESS, current.article_url.as_str())?;
    // Documents of an import before the first start of a server are frozen with the defaults.
    if !outdated && stored.is_none() && current.article_url == ArticleUrlTemplate::default() {
        return Ok(0);
    }
    if outdated {
        withdrawn::backfill_references(connection)?;
    }
    let of_address = [Kind::Article, Kind::Resource];
    let mut ids = sources::all_ids(connection, if outdated { Kind::ALL } else { &of_address })?;
    ids.extend(withdrawn::all_ids(connection)?);
    let count = ids.len();
    let now = Timestamp::now();
    settings::save(connection, REBUILT_AT, &now.unix_ms().to_string())?;
    with_purge_event(connection, |connection| {
        rebuild_with_dependents(connection, current, ids, &FreezeContext::for_rebuild(now))
    })?;
    Ok(count)
}

/// Returns the last time at which documents changed without a change of their content and of `updatedAt`.
pub fn rebuilt_at(connection: &mut Connection) -> Result<Option<Timestamp>, Error> {
    let stored = settings::find(connection, REBUILT_AT)?;
    let milliseconds = stored.map(|text| text.parse().map_err(|_| Error::Corrupt(format!("{REBUILT_AT} is no time"))));
    Ok(milliseconds.transpose()?.map(Timestamp::from_unix_ms))
}

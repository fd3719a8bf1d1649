//! Building all documents again after a change of the settings or of the shape of documents.

use super::link_fallbacks;
use crate::content::{Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::publishing::article_url::ArticleUrlTemplate;
use crate::publishing::freeze::{FreezeContext, rebuild_with_dependents};
use crate::publishing::settings::Settings;
use crate::publishing::store::settings::{self, ARTICLE_ADDRESS, LINKS_OUTDATED, OUTDATED, REBUILT_AT};
use crate::publishing::store::{sources, withdrawn};

/// Whether a migration left work that is done at the next start of a server: each leaves a mark among the settings.
pub fn has_pending_work(connection: &mut Connection) -> Result<bool, Error> {
    settings::has_others(connection, &[ARTICLE_ADDRESS, REBUILT_AT])
}

/// Freezes everything again if a setting is another one than when it was frozen, or if documents have other members
/// since; says how many documents that was about. The content stays the same, and with it each `updatedAt`; caches and
/// offline copies are told.
pub fn rebuild_if_settings_changed(connection: &mut Connection, current: &Settings) -> Result<usize, Error> {
    // Left by a migration before which links were not noted.
    if settings::delete(connection, LINKS_OUTDATED)? {
        link_fallbacks::backfill_link_uses(connection)?;
    }
    // Left by a migration after which documents have other members.
    let outdated = settings::delete(connection, OUTDATED)?;
    let stored = settings::find(connection, ARTICLE_ADDRESS)?;
    if !outdated && stored.as_deref() == Some(current.article_url.as_str()) {
        return Ok(0);
    }
    settings::save(connection, ARTICLE_ADDRESS, current.article_url.as_str())?;
    // What an import published before there ever was a server is frozen with the defaults.
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

/// Returns the last time at which documents changed though their content did not: their `updatedAt` says nothing of it.
pub fn rebuilt_at(connection: &mut Connection) -> Result<Option<Timestamp>, Error> {
    let stored = settings::find(connection, REBUILT_AT)?;
    let milliseconds = stored.map(|text| text.parse().map_err(|_| Error::Corrupt(format!("{REBUILT_AT} is no time"))));
    Ok(milliseconds.transpose()?.map(Timestamp::from_unix_ms))
}

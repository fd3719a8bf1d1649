//! Updates published documents without a publish: after an upgrade, a change of the settings or of the state of a link,
//! or when a review date passes.

use super::article_url::ArticleUrlTemplate;
use super::change_log;
use super::documents::SearchDocument;
use super::freeze::{FreezeContext, rebuild_with_dependents};
use super::settings::Settings;
use super::store::settings::{self, ARTICLE_ADDRESS, LINKS_OUTDATED, OUTDATED, REBUILT_AT, SEARCH_OUTDATED};
use super::store::{documents, review_changes, search, sources, withdrawn};
use crate::content::{Content, Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::events::with_purge_event;
use crate::links;

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
        backfill_link_uses(connection)?;
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

/// Rebuilds the search index from the published documents. Returns the number of indexed entities.
pub fn reindex(connection: &mut Connection) -> Result<usize, Error> {
    search::clear(connection)?;
    settings::delete(connection, SEARCH_OUTDATED)?;
    let mut count = 0;
    for kind in [Kind::Article, Kind::Phrase, Kind::Resource] {
        let mut after = None;
        loop {
            let page = documents::load_page_after(connection, kind, after)?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            for (_, json) in &page {
                let search_document = match kind {
                    Kind::Article => SearchDocument::from_article(&serde_json::from_str(json)?),
                    Kind::Phrase => SearchDocument::from_phrase(&serde_json::from_str(json)?),
                    Kind::Resource => SearchDocument::from_resource(&serde_json::from_str(json)?),
                    Kind::Topic => continue,
                };
                search::save(connection, &search_document)?;
                count += usize::from(!search_document.passages.is_empty());
            }
        }
    }
    search::merge(connection)?;
    Ok(count)
}

/// Builds the index if a migration marked it as outdated. Returns the number of indexed entities.
pub fn reindex_search_if_outdated(connection: &mut Connection) -> Result<usize, Error> {
    if settings::delete(connection, SEARCH_OUTDATED)? { reindex(connection) } else { Ok(0) }
}

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
    let context = FreezeContext::for_dependents(Timestamp::now());
    with_purge_event(connection, |connection| rebuild_with_dependents(connection, settings, affected, &context))
}

/// Records the links of everything that was published before link uses were recorded.
fn backfill_link_uses(connection: &mut Connection) -> Result<(), Error> {
    let now = Timestamp::now();
    let ids: Vec<Id> = sources::all_ids(connection, &[Kind::Article, Kind::Resource])?;
    for id in ids {
        if let Some(source) = sources::find(connection, id)? {
            links::note_uses(connection, id, &source.content.web_urls(), now)?;
        }
    }
    Ok(())
}

/// Appends a change for each of the articles whose review state changed since their last change, and returns their
/// number. Skips those that another server has appended in the meantime.
pub fn log_review_changes(connection: &mut Connection, articles: &[Id], now: Timestamp) -> Result<usize, Error> {
    let turned = review_changes::find_review_changes(connection, None, now, Some(articles), i64::MAX)?;
    with_purge_event(connection, |connection| {
        for id in &turned {
            let Some(source) = sources::find(connection, *id)? else { continue };
            change_log::append(connection, &FreezeContext::for_dependents(now).log_entry(&source))?;
        }
        Ok::<_, Error>(turned.len())
    })
}

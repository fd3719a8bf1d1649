//! The settings that frozen documents depend on.

pub(super) mod store;

use super::freeze::{Freezing, refreeze};
use super::{ApprovalRule, ArticleAddress, linking, sources, withdrawn};
use crate::content::{Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::events::telling_caches;

/// What documents are frozen with, and what may be published.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where articles are found.
    pub article_address: ArticleAddress,
    /// Whether publishing needs an approval.
    pub approval: ApprovalRule,
}

const ARTICLE_ADDRESS: &str = "article_address";
/// When documents last changed though their content did not, in milliseconds since 1970.
const REBUILT_AT: &str = "documents_rebuilt_at";
const LINKS_OUTDATED: &str = "links_are_outdated";
const OUTDATED: &str = "documents_are_outdated";
/// Left by a migration after which the index holds other things.
pub(super) const SEARCH_OUTDATED: &str = "search_is_outdated";

impl Settings {
    /// What the documents of this database are frozen with; the defaults if none were yet.
    ///
    /// For work beside the server, which must not need the server's settings to leave its documents alone. It is the
    /// operator's, who needs nobody's approval.
    pub fn of_database(connection: &mut Connection) -> Result<Self, Error> {
        let stored = store::find(connection, ARTICLE_ADDRESS)?;
        let article_address = stored.map_or_else(|| Ok(ArticleAddress::default()), |text| text.parse());
        article_address
            .map(|article_address| Self { article_address, approval: ApprovalRule::Off })
            .map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// The same for work of the operator, who needs nobody's approval.
    #[must_use]
    pub fn for_operator(&self) -> Self {
        Self { approval: ApprovalRule::Off, ..self.clone() }
    }
}

/// Whether a migration left work that is done at the next start of a server: each leaves a mark among the settings.
pub fn pending_work(connection: &mut Connection) -> Result<bool, Error> {
    store::has_others(connection, &[ARTICLE_ADDRESS, REBUILT_AT])
}

/// Freezes everything again if a setting is another one than when it was frozen, or if documents have other members
/// since; says how many documents that was about. The content stays the same, and with it each `updatedAt`; caches and
/// offline copies are told.
pub fn follow_settings(connection: &mut Connection, settings: &Settings) -> Result<usize, Error> {
    // Left by a migration before which links were not noted.
    if store::delete(connection, LINKS_OUTDATED)? {
        linking::note_all(connection)?;
    }
    // Left by a migration after which documents have other members.
    let outdated = store::delete(connection, OUTDATED)?;
    let stored = store::find(connection, ARTICLE_ADDRESS)?;
    if !outdated && stored.as_deref() == Some(settings.article_address.as_str()) {
        return Ok(0);
    }
    store::save(connection, ARTICLE_ADDRESS, settings.article_address.as_str())?;
    // What an import published before there ever was a server is frozen with the defaults.
    if !outdated && stored.is_none() && settings.article_address == ArticleAddress::default() {
        return Ok(0);
    }
    if outdated {
        withdrawn::store::note_references(connection)?;
    }
    let of_address = [Kind::Article, Kind::Resource];
    let mut ids = sources::store::all_ids(connection, if outdated { Kind::ALL } else { &of_address })?;
    ids.extend(withdrawn::store::all_ids(connection)?);
    let count = ids.len();
    let now = Timestamp::now();
    store::save(connection, REBUILT_AT, &now.unix_ms().to_string())?;
    telling_caches(connection, |connection| refreeze(connection, settings, ids, &Freezing::of_form(now)))?;
    Ok(count)
}

/// Returns the last time at which documents changed though their content did not: their `updatedAt` says nothing of it.
pub fn rebuilt_at(connection: &mut Connection) -> Result<Option<Timestamp>, Error> {
    let stored = store::find(connection, REBUILT_AT)?;
    let milliseconds = stored.map(|text| text.parse().map_err(|_| Error::Corrupt(format!("{REBUILT_AT} is no time"))));
    Ok(milliseconds.transpose()?.map(Timestamp::from_unix_ms))
}

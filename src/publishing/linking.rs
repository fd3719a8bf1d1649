//! Links of what is public: noting where it leads, and leading readers elsewhere while an address is down.

use std::borrow::Cow;

use super::freeze::{Freezing, refreeze};
use super::{Settings, sources};
use crate::content::{Content, Id, Kind, Timestamp};
use crate::db::{Connection, Error};
use crate::events::telling_caches;
use crate::links;

/// The content with its fallback in the place of an address that is down.
pub(super) fn with_fallback<'c>(connection: &mut Connection, content: &'c Content) -> Result<Cow<'c, Content>, Error> {
    let Content::Resource(resource) = content else { return Ok(Cow::Borrowed(content)) };
    let (Some(url), Some(fallback)) = (&resource.url, &resource.fallback_url) else {
        return Ok(Cow::Borrowed(content));
    };
    // One that is down itself is no better.
    if !links::is_broken(connection, url)? || links::is_broken(connection, fallback)? {
        return Ok(Cow::Borrowed(content));
    }
    let mut resource = resource.clone();
    resource.url = Some(fallback.clone());
    Ok(Cow::Owned(Content::Resource(resource)))
}

/// Freezes the resources again whose readers are led elsewhere, or back, because of what became of an address.
pub fn follow_link(connection: &mut Connection, settings: &Settings, url: &str) -> Result<(), Error> {
    let mut concerned = Vec::new();
    for id in links::users(connection, url)? {
        let source = sources::store::find(connection, id)?;
        if let Some(Content::Resource(resource)) = source.map(|source| source.content)
            && resource.fallback_url.is_some()
        {
            concerned.push(id);
        }
    }
    if concerned.is_empty() {
        return Ok(());
    }
    telling_caches(connection, |connection| {
        refreeze(connection, settings, concerned.iter().copied(), &Freezing::of_others(Timestamp::now()))
    })
}

/// Notes the links of everything that was published before links were noted.
pub(super) fn note_all(connection: &mut Connection) -> Result<(), Error> {
    let now = Timestamp::now();
    let ids: Vec<Id> = sources::store::all_ids(connection, &[Kind::Article, Kind::Resource])?;
    for id in ids {
        if let Some(source) = sources::store::find(connection, id)? {
            links::note_uses(connection, id, &source.content.web_addresses(), now)?;
        }
    }
    Ok(())
}

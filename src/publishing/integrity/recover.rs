//! Recovers a source from the revision that was published.

use super::store::{self, PublishTimes};
use crate::content::{Id, Kind};
use crate::db::{Connection, Error};
use crate::publishing::documents::PublishedSource;
use crate::publishing::store::{change_log, documents};
use crate::working_copies::{self, revisions};

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

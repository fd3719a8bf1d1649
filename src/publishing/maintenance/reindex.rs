//! Rebuilds the search index from the published documents.

use crate::content::Kind;
use crate::db::{Connection, Error};
use crate::publishing::documents::SearchDocument;
use crate::publishing::store::settings::{self, SEARCH_OUTDATED};
use crate::publishing::store::{documents, search};

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

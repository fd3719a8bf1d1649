//! Making the index anew of the documents that are published.

use crate::content::Kind;
use crate::db::{Connection, Error};
use crate::publishing::documents::SearchDocument;
use crate::publishing::store::settings::{self, SEARCH_OUTDATED};
use crate::publishing::store::{documents, search};

/// Makes the index of what is published, whatever was in it; says how many entities can be found then.
pub fn reindex(connection: &mut Connection) -> Result<usize, Error> {
    search::clear(connection)?;
    settings::delete(connection, SEARCH_OUTDATED)?;
    let mut count = 0;
    for kind in [Kind::Article, Kind::Phrase, Kind::Resource] {
        let mut after = None;
        loop {
            let some = documents::load_page_after(connection, kind, after)?;
            let Some((last, _)) = some.last() else { break };
            after = Some(*last);
            for (_, json) in &some {
                let findable = match kind {
                    Kind::Article => SearchDocument::from_article(&serde_json::from_str(json)?),
                    Kind::Phrase => SearchDocument::from_phrase(&serde_json::from_str(json)?),
                    Kind::Resource => SearchDocument::from_resource(&serde_json::from_str(json)?),
                    Kind::Topic => continue,
                };
                search::save(connection, &findable)?;
                count += usize::from(!findable.passages.is_empty());
            }
        }
    }
    search::merge(connection)?;
    Ok(count)
}

/// Makes the index if this database was written before there was one; says how many entities that was about.
pub fn reindex_search_if_outdated(connection: &mut Connection) -> Result<usize, Error> {
    if settings::delete(connection, SEARCH_OUTDATED)? { reindex(connection) } else { Ok(0) }
}

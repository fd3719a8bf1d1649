//! Making the index anew of the documents that are published.

use super::{Findable, store};
use crate::content::Kind;
use crate::db::{Connection, Error};
use crate::publishing::settings::SEARCH_OUTDATED;
use crate::publishing::{documents, settings};

/// Makes the index of what is published, whatever was in it; says how many things can be found then.
pub fn reindex(connection: &mut Connection) -> Result<usize, Error> {
    store::clear(connection)?;
    settings::store::delete(connection, SEARCH_OUTDATED)?;
    let mut count = 0;
    for kind in [Kind::Article, Kind::Phrase, Kind::Resource] {
        let mut after = None;
        loop {
            let some = documents::store::some_after(connection, kind, after)?;
            let Some((last, _)) = some.last() else { break };
            after = Some(*last);
            for (_, json) in &some {
                let findable = match kind {
                    Kind::Article => Findable::of_article(&serde_json::from_str(json)?),
                    Kind::Phrase => Findable::of_phrase(&serde_json::from_str(json)?),
                    Kind::Resource => Findable::of_resource(&serde_json::from_str(json)?),
                    Kind::Topic => continue,
                };
                store::save(connection, &findable)?;
                count += usize::from(!findable.passages.is_empty());
            }
        }
    }
    store::merge(connection)?;
    Ok(count)
}

/// Makes the index if this database was written before there was one; says how many things that was about.
pub fn follow_index(connection: &mut Connection) -> Result<usize, Error> {
    if settings::store::delete(connection, SEARCH_OUTDATED)? { reindex(connection) } else { Ok(0) }
}

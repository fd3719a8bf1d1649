//! Synonyms of the expressions of a query.

pub(in crate::delivery) mod store;

use self::store::load_synonyms;
use crate::content::Locale;
use crate::content::search::SearchQuery;
use crate::db::{Connection, Error};

/// Returns the query with the synonyms of its expressions: those of `locale`, or all of them.
pub(super) fn expand(
    connection: &mut Connection,
    query: SearchQuery,
    locale: Option<&Locale>,
) -> Result<SearchQuery, Error> {
    let synonyms = load_synonyms(connection, &query.expressions(), locale)?;
    Ok(query.with_synonyms(&synonyms))
}

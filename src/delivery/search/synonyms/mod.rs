//! Taking synonyms into a query.

pub(in crate::delivery) mod store;

use crate::content::Locale;
use crate::content::search::SearchQuery;
use crate::db::{Connection, Error};

/// The query with the synonyms of its expressions in that locale, or in any.
pub(super) fn expand(
    connection: &mut Connection,
    query: SearchQuery,
    locale: Option<&Locale>,
) -> Result<SearchQuery, Error> {
    let known = store::find(connection, &query.expressions(), locale)?;
    Ok(query.with_synonyms(&known))
}

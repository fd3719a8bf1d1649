//! The settings that frozen documents depend on.

mod store;

use super::{ArticleAddress, freeze, sources};
use crate::content::{Kind, Timestamp};
use crate::db::{Connection, Error};

/// What documents are frozen with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where articles are found.
    pub article_address: ArticleAddress,
}

const ARTICLE_ADDRESS: &str = "article_address";

/// Freezes everything again if a setting is another one than when it was frozen; says how many
/// documents that was about.
pub fn follow_settings(connection: &mut Connection, settings: &Settings) -> Result<usize, Error> {
    if store::find(connection, ARTICLE_ADDRESS)?.as_deref() == Some(settings.article_address.as_str()) {
        return Ok(0);
    }
    store::save(connection, ARTICLE_ADDRESS, settings.article_address.as_str())?;
    let ids = sources::store::all_ids(connection, &[Kind::Article, Kind::Resource])?;
    let count = ids.len();
    freeze::refreeze(connection, settings, ids, Timestamp::now())?;
    Ok(count)
}

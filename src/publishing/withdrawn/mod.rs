//! Documents of what was withdrawn: shown on with a notice, and so still following what they show.
//!
//! Must not know how a thing is withdrawn, nor what its notice says.

pub(super) mod store;

use super::embed::{Embed, Embeds};
use super::freeze::{Freezing, article_document, without_released};
use super::log::{self, Change};
use super::sources;
use super::{Settings, documents, unpublishings};
use crate::content::{Content, Id};
use crate::db::{Connection, Error};
use crate::events::Occurrence;

/// Makes the document of a withdrawn article again, and writes it if it says something new. To everybody who follows the
/// log it is still taken back.
pub(super) fn freeze(
    connection: &mut Connection,
    settings: &Settings,
    id: Id,
    freezing: &Freezing<'_>,
) -> Result<(), Error> {
    let Some(source) = store::find(connection, id)? else { return Ok(()) };
    let targets = source.content.references().into_iter().map(|reference| reference.target).collect();
    let mut embeds = sources::store::embeds(connection, &targets)?;
    embeds.add(id, Embed::of(id, &source.content, &Embeds::default(), settings));
    let content = without_released(&source, &embeds)?;
    let Content::Article(article) = &*content else {
        return Err(Error::Corrupt(format!("the withdrawn {id} is no article")));
    };
    let document = article_document(connection, &source, article, &embeds, freezing)?;
    let stored = unpublishings::store::document(connection, id)?;
    if !documents::store::article_differs(stored, &document)? {
        return Ok(());
    }
    unpublishings::store::save_document(connection, &document)?;
    log::append(connection, &Change { occurrence: Occurrence::Unpublished, ..freezing.change(&source) })
}

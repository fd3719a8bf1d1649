//! Documents of what was withdrawn: shown on with a notice, and so still following what they show.
//!
//! Must not know how a thing is withdrawn, nor what its notice says.

pub(super) mod store;

use serde::Deserialize;

use super::embed::{Embed, Embeds};
use super::freeze::{Freezing, article_document, without_released};
use super::log::{self, Change};
use super::sources::{self, Source};
use super::{Settings, documents, unpublishings};
use crate::content::documents::ArticleDocument;
use crate::content::{Content, Id, Timestamp};
use crate::db::{Connection, Error};
use crate::events::Occurrence;

/// The time of the last change of a document, read even if the document lacks members that it has now.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dated {
    updated_at: Timestamp,
}

/// Makes the document of a withdrawn article again, and writes it if it says something new. To everybody who follows the
/// log it is still taken back.
pub(super) fn freeze(
    connection: &mut Connection,
    settings: &Settings,
    id: Id,
    freezing: &Freezing<'_>,
) -> Result<(), Error> {
    let Some(source) = store::find(connection, id)? else { return Ok(()) };
    let mut document = make(connection, settings, &source, freezing)?;
    let stored = unpublishings::store::document(connection, id)?;
    if freezing.keeps_dates
        && let Some(dated) = stored.as_deref().and_then(|json| serde_json::from_str::<Dated>(json).ok())
    {
        document.updated_at = dated.updated_at;
    }
    if !documents::store::article_differs(stored, &document)? {
        return Ok(());
    }
    unpublishings::store::save_document(connection, &document)?;
    if freezing.is_logged(id) {
        return Ok(());
    }
    log::append(connection, &Change { occurrence: Occurrence::Unpublished, ..freezing.change(&source) })
}

/// Whether freezing a withdrawn article again would change nothing.
pub(super) fn is_current(connection: &mut Connection, settings: &Settings, id: Id) -> Result<bool, Error> {
    let Some(source) = store::find(connection, id)? else { return Ok(true) };
    let document = make(connection, settings, &source, &Freezing::of_others(Timestamp::now()))?;
    let stored = unpublishings::store::document(connection, id)?;
    Ok(!documents::store::article_differs(stored, &document)?)
}

/// Makes the document of a withdrawn article. Writes nothing.
fn make(
    connection: &mut Connection,
    settings: &Settings,
    source: &Source,
    freezing: &Freezing<'_>,
) -> Result<ArticleDocument, Error> {
    let id = source.id;
    let targets = source.content.references().into_iter().map(|reference| reference.target).collect();
    let mut embeds = sources::store::embeds(connection, &targets)?;
    embeds.add(id, Embed::of(id, &source.content, &Embeds::default(), settings));
    let content = without_released(source, &embeds)?;
    let Content::Article(article) = &*content else {
        return Err(Error::Corrupt(format!("the withdrawn {id} is no article")));
    };
    article_document(connection, source, article, &embeds, freezing)
}

//! Documents of withdrawn articles: they are still shown with a notice, and so follow the entities that they embed.
//!
//! Must not know how an entity is withdrawn, nor the text of its notice.

use super::build::{build_article, without_unpublished_references};
use super::context::FreezeContext;
use crate::content::documents::ArticleDocument;
use crate::content::{Content, Id, Timestamp};
use crate::db::{Connection, Error};
use crate::events::EventType;
use crate::publishing::change_log;
use crate::publishing::documents::{Embed, Embeds, PublishedSource, parse_updated_at};
use crate::publishing::settings::Settings;
use crate::publishing::store::change_log::ChangeLogEntry;
use crate::publishing::store::{documents, sources, unpublishings, withdrawn};

/// Rebuilds the document of a withdrawn article, and writes it if it differs. The change log still lists the article as
/// unpublished.
pub(super) fn freeze(
    connection: &mut Connection,
    settings: &Settings,
    id: Id,
    context: &FreezeContext<'_>,
) -> Result<(), Error> {
    let Some(source) = withdrawn::find(connection, id)? else { return Ok(()) };
    let mut document = build_document(connection, settings, &source, context)?;
    let stored = unpublishings::document(connection, id)?;
    if context.keeps_dates
        && let Some(updated_at) = stored.as_deref().and_then(|json| parse_updated_at(json).ok())
    {
        document.updated_at = updated_at;
    }
    if !documents::article_differs(stored, &document)? {
        return Ok(());
    }
    unpublishings::save_document(connection, &document)?;
    if context.is_logged(id) {
        return Ok(());
    }
    change_log::append(connection, &ChangeLogEntry { event_type: EventType::Unpublished, ..context.log_entry(&source) })
}

/// Returns true if freezing a withdrawn article again would change nothing.
pub(crate) fn is_current(connection: &mut Connection, settings: &Settings, id: Id) -> Result<bool, Error> {
    let Some(source) = withdrawn::find(connection, id)? else { return Ok(true) };
    let document = build_document(connection, settings, &source, &FreezeContext::for_dependents(Timestamp::now()))?;
    let stored = unpublishings::document(connection, id)?;
    Ok(!documents::article_differs(stored, &document)?)
}

/// Builds the document of a withdrawn article. Writes nothing.
fn build_document(
    connection: &mut Connection,
    settings: &Settings,
    source: &PublishedSource,
    context: &FreezeContext<'_>,
) -> Result<ArticleDocument, Error> {
    let id = source.id;
    let targets = source.content.references().into_iter().map(|reference| reference.target).collect();
    let mut embeds = sources::embeds(connection, &targets)?;
    embeds.add(id, Embed::build(id, &source.content, &Embeds::default(), &settings.article_url));
    let content = without_unpublished_references(source, &embeds)?;
    let Content::Article(article) = &*content else {
        return Err(Error::Corrupt(format!("the withdrawn {id} is no article")));
    };
    build_article(connection, source, article, &embeds, context)
}

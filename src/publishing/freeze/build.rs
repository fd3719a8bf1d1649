//! Builds documents and embeds from published sources. Writes nothing.

use std::borrow::Cow;
use std::collections::HashSet;

use super::context::FreezeContext;
use crate::content::documents::{ArticleDocument, PublishedChange};
use crate::content::{Article, Content, Id, Kind};
use crate::db::{Connection, Error};
use crate::links;
use crate::publishing::documents::{self, Document, Embed, Embeds, PublishedSource};
use crate::publishing::settings::Settings;
use crate::publishing::store::{change_log, sources, translations};

/// The maximum number of changes in a document's history.
const HISTORY_MAX: usize = 50;

/// Builds the embed of one source.
pub(crate) fn build_embed(
    connection: &mut Connection,
    source: &PublishedSource,
    settings: &Settings,
) -> Result<Embed, Error> {
    let targets = source.content.references().into_iter().map(|reference| reference.target).collect();
    let known = match source.content {
        Content::Resource(_) => sources::embeds(connection, &targets)?,
        _ => Embeds::default(),
    };
    let content = with_fallback(connection, &source.content)?;
    Embed::build(source.id, &content, &known, &settings.article_url).ok_or_else(|| {
        let cause = match source.content.kind() {
            Kind::Article => "has no slug",
            _ => "points to an unpublished article",
        };
        Error::Corrupt(format!("the published {} {} {cause}", source.content.kind(), source.id))
    })
}

/// Builds the document of one source.
pub(crate) fn build_document(
    connection: &mut Connection,
    source: &PublishedSource,
    context: &FreezeContext<'_>,
) -> Result<Document, Error> {
    let now = context.changed_at(source.id);
    // A document also contains its own address, which is in its own embed.
    let own = std::iter::once(source.id);
    let targets = source.content.references().into_iter().map(|reference| reference.target).chain(own).collect();
    let embeds = sources::embeds(connection, &targets)?;
    let content = without_unpublished_references(source, &embeds)?;
    Ok(match &*content {
        Content::Article(article) => {
            let document = build_article(connection, source, article, &embeds, context)?;
            Document::Article(Box::new(document))
        }
        Content::Phrase(phrase) => Document::Phrase(documents::phrase(source, phrase, &embeds, now)?),
        Content::Resource(resource) => Document::Resource(documents::resource(source, resource, &embeds, now)?),
        Content::Topic(topic) => Document::Topic(documents::topic(source, topic, now)),
    })
}

/// Builds the document of an article from its embeds, its translations and its history.
pub(crate) fn build_article(
    connection: &mut Connection,
    source: &PublishedSource,
    article: &Article,
    embeds: &Embeds,
    context: &FreezeContext<'_>,
) -> Result<ArticleDocument, Error> {
    let siblings = translations::of(connection, source, article)?;
    let history = history(connection, source, context)?;
    documents::article(source, article, embeds, siblings, history, context.changed_at(source.id))
}

/// Returns the content without the references that are not among `embeds`, because their targets were unpublished
/// nevertheless.
pub(crate) fn without_unpublished_references<'s>(
    source: &'s PublishedSource,
    embeds: &Embeds,
) -> Result<Cow<'s, Content>, Error> {
    let targets = source.content.references().into_iter().map(|reference| reference.target);
    let released: HashSet<Id> = targets.filter(|target| !embeds.contains(*target)).collect();
    if released.is_empty() {
        return Ok(Cow::Borrowed(&source.content));
    }
    let content = source.content.without_references(&released);
    content
        .map(Cow::Owned)
        .ok_or_else(|| Error::Corrupt(format!("{} refers to an entity that is not published", source.id)))
}

/// Returns the changes that readers see, the latest first. The change of the current publish is not in the log yet.
fn history(
    connection: &mut Connection,
    source: &PublishedSource,
    context: &FreezeContext<'_>,
) -> Result<Vec<PublishedChange>, Error> {
    let note = context.note.and_then(|note| note.about(source.id)).filter(|note| note.major);
    let latest = note.and_then(|note| note.text.clone());
    let mut history: Vec<PublishedChange> =
        latest.map(|note| PublishedChange { at: context.now, note }).into_iter().collect();
    history.extend(change_log::major_changes(connection, source.id, HISTORY_MAX)?);
    history.truncate(HISTORY_MAX);
    Ok(history)
}

/// Returns the content, with the fallback instead of an address that is down.
fn with_fallback<'c>(connection: &mut Connection, content: &'c Content) -> Result<Cow<'c, Content>, Error> {
    let Content::Resource(resource) = content else { return Ok(Cow::Borrowed(content)) };
    let (Some(url), Some(fallback)) = (&resource.url, &resource.fallback_url) else {
        return Ok(Cow::Borrowed(content));
    };
    // A fallback that is down as well does not help.
    if !links::is_broken(connection, url)? || links::is_broken(connection, fallback)? {
        return Ok(Cow::Borrowed(content));
    }
    let mut resource = resource.clone();
    resource.url = Some(fallback.clone());
    Ok(Cow::Owned(Content::Resource(resource)))
}

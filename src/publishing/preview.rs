//! Preview: the document that a publish of an article would make, built without writing.
//!
//! It embeds the entities that the article refers to: published entities as they are published, others from their
//! working copies. Articles without a slug or a summary are shown with placeholders.

use std::collections::HashSet;

use super::documents::{Embed, Embeds, PublishedSource};
use super::freeze::{FreezeContext, build_article, without_unpublished_references};
use super::publish::first_published_at;
use super::settings::Settings;
use super::store::sources;
use crate::content::documents::ArticleDocument;
use crate::content::portable_text::Resolver;
use crate::content::{Content, Id, Kind, Reference, Timestamp};
use crate::db::{Connection, Error};
use crate::working_copies::{self, WorkingCopy};

/// Returns the document of an article's working copy as if it were published now.
pub fn preview(connection: &mut Connection, settings: &Settings, copy: WorkingCopy) -> Result<ArticleDocument, Error> {
    let id = copy.head.id;
    let now = Timestamp::now();
    // An article without changes would not be published again.
    let published = if copy.head.has_changes() { None } else { sources::find(connection, id)? };
    let published_at = published.map(|source| source.published_at);
    let source = PublishedSource {
        id,
        version: copy.head.version,
        first_published_at: first_published_at(connection, id, now)?,
        published_at: published_at.unwrap_or(now),
        content: copy.content.with_placeholders(id),
    };
    let references = source.content.references();
    let embeds = collect_embeds(connection, settings, &source, &references)?;
    match &*without_unpublished_references(&source, &embeds)? {
        Content::Article(article) => {
            build_article(connection, &source, article, &embeds, &FreezeContext::for_dependents(now))
        }
        other => Err(Error::Corrupt(format!("a {} where an article was asked for", other.kind()))),
    }
}

/// Returns the embeds of the article, its own address included.
fn collect_embeds(
    connection: &mut Connection,
    settings: &Settings,
    source: &PublishedSource,
    references: &[Reference],
) -> Result<Embeds, Error> {
    let targets: HashSet<Id> = references.iter().map(|reference| reference.target).collect();
    let mut embeds = sources::embeds(connection, &targets)?;
    embeds.add(source.id, Embed::build(source.id, &source.content, &Embeds::default(), &settings.article_url));
    for Reference { kind, target, .. } in references {
        if embeds.contains(*target) && !embeds.targets_article(*target, source.id) {
            continue;
        }
        let Some(content) = find_current_content(connection, *kind, *target)? else { continue };
        let known = match &content {
            Content::Resource(resource) => embed_of_article(connection, settings, resource.article_id, &embeds)?,
            _ => Embeds::default(),
        };
        embeds.add(*target, Embed::build(*target, &content, &known, &settings.article_url));
    }
    Ok(embeds)
}

/// Returns the embed of the article that a resource points to.
fn embed_of_article(
    connection: &mut Connection,
    settings: &Settings,
    article_id: Option<Id>,
    embeds: &Embeds,
) -> Result<Embeds, Error> {
    let Some(id) = article_id else { return Ok(Embeds::default()) };
    let mut known = sources::embeds(connection, &HashSet::from([id]))?;
    if let Some(own) = embeds.article(id) {
        known.add(id, Some(Embed::Article(own)));
    } else if !known.contains(id)
        && let Some(content) = find_current_content(connection, Kind::Article, id)?
    {
        known.add(id, Embed::build(id, &content, &Embeds::default(), &settings.article_url));
    }
    Ok(known)
}

/// Returns the content that readers would get: the published content, or else that of the working copy.
fn find_current_content(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<Content>, Error> {
    if let Some(source) = sources::find(connection, id)? {
        return Ok(Some(source.content));
    }
    let copy = working_copies::find(connection, kind, id)?;
    Ok(copy.filter(|copy| !copy.head.is_trashed()).map(|copy| copy.content.with_placeholders(id)))
}

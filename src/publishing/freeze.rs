//! Freezing: making documents of published sources, and making again those that embed what changed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::documents::{self, Document};
use super::embed::{Embed, Embeds};
use super::linking::with_fallback;
use super::log::{self, Change};
use super::search::{self, Findable};
use super::sources::{self, Source};
use super::{ChangeNote, Settings, references, translations, withdrawn};
use crate::content::documents::{ArticleDocument, PublishedChange};
use crate::content::{Article, Content, Id, Kind, ReferenceRole, Timestamp};
use crate::db::{Connection, Error};
use crate::events::Occurrence;

/// How many changes a document tells of.
const HISTORY_MAX: usize = 50;

/// The occasion of freezing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Freezing<'f> {
    /// When it is.
    pub(super) now: Timestamp,
    /// What is published at it; what else changes follows from that.
    pub(super) published: &'f HashSet<Id>,
    /// What an editor said of one of those.
    pub(super) note: Option<(Id, &'f ChangeNote)>,
    /// What comes from elsewhere, where its documents were changed last then. The log knows of it, but for what is also
    /// among `published`.
    pub(super) restored: Option<&'f HashMap<Id, Timestamp>>,
    /// True if no content changes, only the form of documents: they keep the time of their last change.
    pub(super) keeps_dates: bool,
}

impl Freezing<'_> {
    /// An occasion at which documents only follow others.
    pub(super) fn of_others(now: Timestamp) -> Self {
        static NONE: LazyLock<HashSet<Id>> = LazyLock::new(HashSet::new);
        Self { now, published: &NONE, note: None, restored: None, keeps_dates: false }
    }

    /// Returns an occasion at which documents get another form, such as other addresses, and no other content.
    pub(super) fn of_form(now: Timestamp) -> Self {
        Self { keeps_dates: true, ..Self::of_others(now) }
    }

    /// When the document of a thing changes at this occasion.
    fn moment(&self, id: Id) -> Timestamp {
        self.restored.and_then(|restored| restored.get(&id)).copied().unwrap_or(self.now)
    }

    /// Whether the log knows already that the document of a thing changed.
    pub(super) fn is_logged(&self, id: Id) -> bool {
        self.restored.is_some_and(|restored| restored.contains_key(&id)) && !self.published.contains(&id)
    }

    /// What the log is told of a document that changes at this occasion.
    pub(super) fn change<'c>(&'c self, source: &'c Source) -> Change<'c> {
        let is_published = self.published.contains(&source.id);
        Change {
            occurrence: if is_published { Occurrence::Published } else { Occurrence::Updated },
            kind: source.content.kind(),
            id: source.id,
            version: source.version,
            locale: source.content.locale(),
            slug: source.content.slug(),
            note: self.note.filter(|(noted, _)| *noted == source.id).map(|(_, note)| note),
            at: self.now,
        }
    }
}

/// Freezes the things in `ids` and every document that embeds one whose embed became another.
///
/// Only documents that differ from what is there are written; each of those is one change in the log.
/// Doing it twice changes nothing the second time.
pub(super) fn refreeze(
    connection: &mut Connection,
    settings: &Settings,
    ids: impl IntoIterator<Item = Id>,
    freezing: &Freezing<'_>,
) -> Result<(), Error> {
    let mut to_freeze: HashSet<Id> = ids.into_iter().collect();
    let mut changed: HashSet<Id> = HashSet::new();
    let mut resources: HashSet<Id> = HashSet::new();
    // What follows others may be very much: only what is published itself is read once.
    let mut read: HashMap<Id, Source> = HashMap::new();
    for id in &to_freeze {
        let Some(source) = sources::store::find(connection, *id)? else { continue };
        if source.content.kind() == Kind::Resource {
            resources.insert(*id);
        } else if save_embed(connection, &source, settings)? {
            changed.insert(*id);
        }
        if freezing.published.contains(id) {
            read.insert(*id, source);
        }
    }
    // A resource is embedded with the address of its article: resources come after articles.
    resources.extend(references::store::dependents(connection, &changed, Some(ReferenceRole::Target))?);
    for id in &resources {
        let Some(source) = sources::store::find(connection, *id)? else { continue };
        if save_embed(connection, &source, settings)? {
            changed.insert(*id);
        }
    }
    to_freeze.extend(&resources);
    to_freeze.extend(references::store::dependents(connection, &changed, None)?);
    let groups = groups_of(connection, &changed)?;
    to_freeze.extend(sources::store::translations_of(connection, &groups)?);
    let mut in_order: Vec<Id> = to_freeze.into_iter().collect();
    in_order.sort();
    for id in in_order {
        let source = match read.remove(&id) {
            Some(source) => Some(source),
            None => sources::store::find(connection, id)?,
        };
        match source {
            Some(source) => freeze(connection, &source, freezing)?,
            None => withdrawn::freeze(connection, settings, id, freezing)?,
        }
    }
    Ok(())
}

fn save_embed(connection: &mut Connection, source: &Source, settings: &Settings) -> Result<bool, Error> {
    let embed = embed_of(connection, source, settings)?;
    sources::store::save_embed(connection, source.id, &embed)
}

/// Makes what others carry of one source. Writes nothing.
pub(super) fn embed_of(connection: &mut Connection, source: &Source, settings: &Settings) -> Result<Embed, Error> {
    let targets = source.content.references().into_iter().map(|reference| reference.target).collect();
    let known = match source.content {
        Content::Resource(_) => sources::store::embeds(connection, &targets)?,
        _ => Embeds::default(),
    };
    let content = with_fallback(connection, &source.content)?;
    Embed::of(source.id, &content, &known, settings)
        .ok_or_else(|| Error::Corrupt(format!("the published resource {} leads to an unpublished article", source.id)))
}

fn groups_of(connection: &mut Connection, ids: &HashSet<Id>) -> Result<HashSet<Id>, Error> {
    let mut groups = HashSet::new();
    for id in ids {
        groups.extend(sources::store::published_group(connection, *id)?);
    }
    Ok(groups)
}

/// Makes the document of one source and writes it if it is not there already.
fn freeze(connection: &mut Connection, source: &Source, freezing: &Freezing<'_>) -> Result<(), Error> {
    let mut document = make(connection, source, freezing)?;
    if freezing.keeps_dates
        && let Some(updated_at) = documents::store::updated_at(connection, document.kind(), source.id)?
    {
        document.set_updated_at(updated_at);
    }
    if !documents::store::save(connection, &document)? {
        return Ok(());
    }
    if let Some(findable) = Findable::of(&document) {
        search::save(connection, &findable)?;
    }
    if !freezing.is_logged(source.id) {
        log::append(connection, &freezing.change(source))?;
    }
    Ok(())
}

/// Makes the document of one source. Writes nothing.
pub(super) fn make(connection: &mut Connection, source: &Source, freezing: &Freezing<'_>) -> Result<Document, Error> {
    let now = freezing.moment(source.id);
    // A document also shows its own address, which is in its own embed.
    let own = std::iter::once(source.id);
    let targets = source.content.references().into_iter().map(|reference| reference.target).chain(own).collect();
    let embeds = sources::store::embeds(connection, &targets)?;
    let content = without_released(source, &embeds)?;
    Ok(match &*content {
        Content::Article(article) => {
            let document = article_document(connection, source, article, &embeds, freezing)?;
            Document::Article { document: Box::new(document), translation_group_id: article.translation_group_id }
        }
        Content::Phrase(phrase) => Document::Phrase(documents::phrase(source, phrase, &embeds, now)?),
        Content::Resource(resource) => Document::Resource(documents::resource(source, resource, &embeds, now)?),
        Content::Topic(topic) => Document::Topic(documents::topic(source, topic, now)),
    })
}

/// Makes the document of an article of what it embeds and what stands beside it.
pub(super) fn article_document(
    connection: &mut Connection,
    source: &Source,
    article: &Article,
    embeds: &Embeds,
    freezing: &Freezing<'_>,
) -> Result<ArticleDocument, Error> {
    let siblings = translations::store::of(connection, source, article)?;
    let history = history(connection, source, freezing)?;
    documents::article(source, article, embeds, siblings, history, freezing.moment(source.id))
}

/// The content as it can be shown: what it names and is not among `embeds`, because it was taken back all the same, is
/// left out.
pub(super) fn without_released<'s>(source: &'s Source, embeds: &Embeds) -> Result<Cow<'s, Content>, Error> {
    let targets = source.content.references().into_iter().map(|reference| reference.target);
    let released: HashSet<Id> = targets.filter(|target| !embeds.has(*target)).collect();
    if released.is_empty() {
        return Ok(Cow::Borrowed(&source.content));
    }
    let content = source.content.without(&released);
    content.map(Cow::Owned).ok_or_else(|| Error::Corrupt(format!("{} leads to what is not published", source.id)))
}

/// The changes that readers are told of, the latest first. What is published right now is not in the log yet.
fn history(
    connection: &mut Connection,
    source: &Source,
    freezing: &Freezing<'_>,
) -> Result<Vec<PublishedChange>, Error> {
    let of_this = freezing.note.filter(|(noted, note)| *noted == source.id && note.major);
    let latest = of_this.and_then(|(_, note)| note.text.clone());
    let mut history: Vec<PublishedChange> =
        latest.map(|note| PublishedChange { at: freezing.now, note }).into_iter().collect();
    history.extend(log::store::major_changes(connection, source.id, HISTORY_MAX)?);
    history.truncate(HISTORY_MAX);
    Ok(history)
}

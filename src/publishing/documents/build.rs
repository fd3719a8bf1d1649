//! Builds published documents: a source with its references resolved.

use std::collections::HashSet;

use serde::Deserialize;

use super::embed::Embeds;
use super::translations::Siblings;
use crate::content::documents::{
    ArticleDocument, EmbeddedTopic, PhraseDocument, PublishedChange, ResourceDocument, SectionDocument, SectionPhrase,
    TopicDocument,
};
use crate::content::portable_text::{
    EmbeddedPhrase, PublishedBlock, PublishedMarkDef, Resolver, count_text_words, count_words, resolve,
};
use crate::content::review::Review;
use crate::content::{Article, Content, Id, Kind, Locale, Phrase, Resource, Timestamp, Topic};
use crate::db::Error;

/// The published content of one entity, from which its document is built.
#[derive(Debug, Clone)]
pub(crate) struct PublishedSource {
    pub(crate) id: Id,
    pub(crate) content: Content,
    pub(crate) version: i64,
    pub(crate) first_published_at: Timestamp,
    pub(crate) published_at: Timestamp,
}

/// A document of any kind, with the other columns of its row.
pub(crate) enum Document {
    Article(Box<ArticleDocument>),
    Phrase(PhraseDocument),
    Resource(ResourceDocument),
    Topic(TopicDocument),
}

impl Document {
    /// Returns its kind.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Article(_) => Kind::Article,
            Self::Phrase(_) => Kind::Phrase,
            Self::Resource(_) => Kind::Resource,
            Self::Topic(_) => Kind::Topic,
        }
    }

    /// Returns the id of its entity.
    pub(crate) fn id(&self) -> Id {
        match self {
            Self::Article(document) => document.id,
            Self::Phrase(document) => document.id,
            Self::Resource(document) => document.id,
            Self::Topic(document) => document.id,
        }
    }

    /// Sets the time of its last change.
    pub(crate) fn set_updated_at(&mut self, updated_at: Timestamp) {
        match self {
            Self::Article(document) => document.updated_at = updated_at,
            Self::Phrase(document) => document.updated_at = updated_at,
            Self::Resource(document) => document.updated_at = updated_at,
            Self::Topic(document) => document.updated_at = updated_at,
        }
    }
}

const WORDS_PER_MINUTE: usize = 200;

fn missing(source: Id) -> impl Fn(Id) -> Error {
    move |target| Error::Corrupt(format!("the published {source} refers to {target}, which is not published"))
}

fn topics(source: Id, ids: &[Id], locale: &Locale, embeds: &Embeds) -> Result<Vec<EmbeddedTopic>, Error> {
    ids.iter().map(|id| embeds.topic(*id, locale).ok_or_else(|| missing(source)(*id))).collect()
}

/// Builds the document of an article.
pub(crate) fn article(
    source: &PublishedSource,
    article: &Article,
    embeds: &Embeds,
    siblings: Siblings,
    change_history: Vec<PublishedChange>,
    now: Timestamp,
) -> Result<ArticleDocument, Error> {
    let lacks = |member: &str| Error::Corrupt(format!("the published {} has no {member}", source.id));
    let mut sections = Vec::with_capacity(article.sections.len());
    let mut phrases = Phrases::default();
    let mut word_count = 0;
    for section in &article.sections {
        let body = resolve(&section.body, embeds).map_err(missing(source.id))?;
        phrases.collect(section.id, &body);
        word_count += section.heading.as_deref().map_or(0, count_text_words) + count_words(&body);
        sections.push(SectionDocument {
            id: section.id,
            anchor: section.anchor.clone(),
            heading: section.heading.clone(),
            body: Some(body),
            html: None,
            markdown: None,
            text: None,
        });
    }
    let related = article
        .related
        .iter()
        .map(|id| embeds.resource(*id).ok_or_else(|| missing(source.id)(*id)))
        .collect::<Result<_, _>>()?;
    let url = embeds.article(source.id).map(|embed| embed.url).ok_or_else(|| missing(source.id)(source.id))?;
    Ok(ArticleDocument {
        id: source.id,
        locale: article.locale.clone(),
        slug: article.slug.clone().ok_or_else(|| lacks("slug"))?,
        url,
        title: article.title.clone(),
        kicker: article.kicker.clone(),
        summary: article.summary.clone().ok_or_else(|| lacks("summary"))?,
        topics: topics(source.id, &article.topics, &article.locale, embeds)?,
        sections,
        phrases: phrases.found,
        related,
        authors: article.authors.clone(),
        reviewers: article.reviewers.clone(),
        review: Review::at(article.last_reviewed_at, article.next_review_at, now),
        translations: siblings.translations,
        translation_group_id: article.translation_group_id,
        translation_of: siblings.translation_of,
        seo: article.seo.clone(),
        word_count,
        reading_minutes: word_count.div_ceil(WORDS_PER_MINUTE).max(1),
        first_published_at: source.first_published_at,
        published_at: source.published_at,
        updated_at: now,
        version: source.version,
        change_history,
        withdrawal: None,
    })
}

/// The phrases of an article in order of first use.
#[derive(Default)]
struct Phrases {
    found: Vec<SectionPhrase>,
    seen: HashSet<Id>,
}

impl Phrases {
    fn collect(&mut self, section_id: Id, body: &[PublishedBlock]) {
        for block in body {
            match block {
                PublishedBlock::Block(text) => {
                    // In the order of the spans, which can differ from that of the definitions.
                    for mark in text.children.iter().flat_map(|span| &span.marks) {
                        let phrase = text.mark_defs.iter().find_map(|mark_def| match mark_def {
                            PublishedMarkDef::Phrase(phrase) if phrase.key == *mark => Some(&phrase.phrase),
                            _ => None,
                        });
                        if let Some(phrase) = phrase {
                            self.add(section_id, phrase);
                        }
                    }
                }
                PublishedBlock::SuggestedPhrase(phrase) => self.add(section_id, &phrase.phrase),
                PublishedBlock::Callout(callout) => self.collect(section_id, &callout.content),
                PublishedBlock::CallToAction(_) => {}
            }
        }
    }

    fn add(&mut self, section_id: Id, phrase: &EmbeddedPhrase) {
        if self.seen.insert(phrase.id) {
            self.found.push(SectionPhrase {
                id: phrase.id,
                text: phrase.text.clone(),
                tone: phrase.tone,
                instead_of: phrase.instead_of.clone(),
                section_id,
            });
        }
    }
}

/// Builds the document of a phrase.
pub(crate) fn phrase(
    source: &PublishedSource,
    phrase: &Phrase,
    embeds: &Embeds,
    now: Timestamp,
) -> Result<PhraseDocument, Error> {
    Ok(PhraseDocument {
        id: source.id,
        locale: phrase.locale.clone(),
        text: phrase.text.clone(),
        tone: phrase.tone,
        instead_of: phrase.instead_of.clone(),
        why: phrase.why.clone(),
        topics: topics(source.id, &phrase.topics, &phrase.locale, embeds)?,
        first_published_at: source.first_published_at,
        published_at: source.published_at,
        updated_at: now,
        version: source.version,
    })
}

/// Builds the document of a resource.
pub(crate) fn resource(
    source: &PublishedSource,
    resource: &Resource,
    embeds: &Embeds,
    now: Timestamp,
) -> Result<ResourceDocument, Error> {
    let card = embeds.resource(source.id).ok_or_else(|| missing(source.id)(source.id))?;
    Ok(ResourceDocument {
        id: source.id,
        locale: resource.locale.clone(),
        kind: resource.kind,
        title: card.title,
        excerpt: card.excerpt,
        url: card.url,
        article: card.article,
        phone: card.phone,
        regions: resource.regions.clone(),
        topics: topics(source.id, &resource.topics, &resource.locale, embeds)?,
        first_published_at: source.first_published_at,
        published_at: source.published_at,
        updated_at: now,
        version: source.version,
    })
}

/// Builds the document of a topic.
pub(crate) fn topic(source: &PublishedSource, topic: &Topic, now: Timestamp) -> TopicDocument {
    TopicDocument {
        id: source.id,
        topic: topic.clone(),
        first_published_at: source.first_published_at,
        published_at: source.published_at,
        updated_at: now,
        version: source.version,
    }
}

/// Parses the time of the last change from a stored document, even if the document lacks members of newer versions.
pub(crate) fn parse_updated_at(json: &str) -> Result<Timestamp, serde_json::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct UpdatedAt {
        updated_at: Timestamp,
    }
    serde_json::from_str::<UpdatedAt>(json).map(|document| document.updated_at)
}

//! The form in which documents embed another published entity.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::content::documents::{ArticleRef, EmbeddedTopic, RelatedCard};
use crate::content::portable_text::{EmbeddedArticle, EmbeddedPhrase, Resolver};
use crate::content::{Content, Id, Locale, Topic};
use crate::publishing::article_url::ArticleUrlTemplate;

/// The embedded form of one entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub(crate) enum Embed {
    Article(EmbeddedArticle),
    Phrase(EmbeddedPhrase),
    Resource(RelatedCard),
    Topic(Topic),
}

impl Embed {
    /// Builds the embed of published content. The result is `None` for a resource that points to an article whose embed
    /// is not in `known`, and for an article without a slug.
    pub(crate) fn build(id: Id, content: &Content, known: &Embeds, article_url: &ArticleUrlTemplate) -> Option<Self> {
        Some(match content {
            Content::Article(article) => {
                let slug = article.slug.as_ref()?;
                Self::Article(EmbeddedArticle {
                    id,
                    locale: article.locale.clone(),
                    slug: slug.clone(),
                    url: article_url.url_for(id, &article.locale, slug),
                })
            }
            Content::Phrase(phrase) => Self::Phrase(EmbeddedPhrase {
                id,
                text: phrase.text.clone(),
                tone: phrase.tone,
                instead_of: phrase.instead_of.clone(),
                why: phrase.why.clone(),
            }),
            Content::Resource(resource) => {
                let article = match resource.article_id {
                    Some(article_id) => Some(known.article(article_id)?),
                    None => None,
                };
                let url = article.as_ref().map(|article| article.url.clone()).or_else(|| resource.url.clone())?;
                Self::Resource(RelatedCard {
                    id,
                    kind: resource.kind,
                    title: resource.title.clone(),
                    excerpt: resource.excerpt.clone(),
                    url,
                    phone: resource.phone.clone(),
                    article: article.map(|article| ArticleRef { id: article.id, slug: article.slug }),
                })
            }
            Content::Topic(topic) => Self::Topic(topic.clone()),
        })
    }
}

/// The embeds a document needs, by id.
#[derive(Debug, Default)]
pub(crate) struct Embeds(pub(crate) HashMap<Id, Embed>);

impl Embeds {
    /// Adds the embed of an entity, if there is one.
    pub(crate) fn add(&mut self, id: Id, embed: Option<Embed>) {
        if let Some(embed) = embed {
            self.0.insert(id, embed);
        }
    }

    /// Returns true if the entity is a resource that points to that article, and so embeds its address.
    pub(crate) fn targets_article(&self, id: Id, article_id: Id) -> bool {
        let Some(Embed::Resource(card)) = self.0.get(&id) else { return false };
        card.article.as_ref().is_some_and(|article| article.id == article_id)
    }

    /// Returns true if it contains the embed of the entity, which means that the entity is published.
    pub(crate) fn contains(&self, id: Id) -> bool {
        self.0.contains_key(&id)
    }

    /// Returns the embed of a topic with its name in `locale`.
    pub(crate) fn topic(&self, id: Id, locale: &Locale) -> Option<EmbeddedTopic> {
        let Some(Embed::Topic(topic)) = self.0.get(&id) else { return None };
        let (name, _) = topic.in_locale(locale);
        Some(EmbeddedTopic { id, slug: topic.slug.clone(), name: name.to_owned(), kind: topic.kind })
    }

    /// Returns the card of a resource.
    pub(crate) fn resource(&self, id: Id) -> Option<RelatedCard> {
        let Some(Embed::Resource(card)) = self.0.get(&id) else { return None };
        Some(card.clone())
    }
}

impl Resolver for Embeds {
    fn phrase(&self, id: Id) -> Option<EmbeddedPhrase> {
        let Some(Embed::Phrase(phrase)) = self.0.get(&id) else { return None };
        Some(phrase.clone())
    }

    fn article(&self, id: Id) -> Option<EmbeddedArticle> {
        let Some(Embed::Article(article)) = self.0.get(&id) else { return None };
        Some(article.clone())
    }
}

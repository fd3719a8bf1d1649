//! The passages of documents: what each kind of entity is found by.

use super::body_text::{BodyText, extract_text};
use super::build::Document;
use crate::content::documents::{ArticleDocument, EmbeddedTopic, PhraseDocument, ResourceDocument};
use crate::content::resource::ResourceKind;
use crate::content::{Id, Kind, Locale, Slug};

/// A published entity with everything it can be found by.
pub(in crate::publishing) struct SearchDocument {
    pub(in crate::publishing) id: Id,
    pub(in crate::publishing) kind: Kind,
    pub(in crate::publishing) locale: Locale,
    pub(in crate::publishing) topics: Vec<Id>,
    pub(in crate::publishing) passages: Vec<Passage>,
}

/// A part of an entity that is found by itself.
pub(in crate::publishing) struct Passage {
    /// The section it is, if it is one of an article.
    pub(in crate::publishing) section: Option<(Id, Slug)>,
    /// The title of what it tells of as a whole.
    pub(in crate::publishing) title: String,
    /// What it stands under.
    pub(in crate::publishing) context: String,
    /// Words to say.
    pub(in crate::publishing) phrase: String,
    /// Its heading.
    pub(in crate::publishing) heading: String,
    /// What it says.
    pub(in crate::publishing) text: String,
}

impl SearchDocument {
    /// What a document is found by, if it is of a kind that is.
    pub(in crate::publishing) fn from_document(document: &Document) -> Option<Self> {
        match document {
            Document::Article { document, .. } => Some(Self::from_article(document)),
            Document::Phrase(document) => Some(Self::from_phrase(document)),
            Document::Resource(document) => Some(Self::from_resource(document)),
            Document::Topic(_) => None,
        }
    }

    /// An article: what it says of itself, then each of its sections under its title, so that words of both together
    /// find the section.
    pub(in crate::publishing) fn from_article(document: &ArticleDocument) -> Self {
        let said: Vec<&str> =
            [Some(document.summary.as_str()), document.kicker.as_deref()].into_iter().flatten().collect();
        let topics: Vec<&str> = document.topics.iter().map(|topic| topic.name.as_str()).collect();
        let mut passages = vec![Passage {
            section: None,
            title: strip_private_use(&document.title),
            context: strip_private_use(&topics.join("\n")),
            phrase: String::new(),
            heading: String::new(),
            text: strip_private_use(&said.join("\n")),
        }];
        passages.extend(document.sections.iter().map(|section| {
            let BodyText { text, phrases } = extract_text(section.body.as_deref().unwrap_or_default());
            Passage {
                section: Some((section.id, section.anchor.clone())),
                title: String::new(),
                context: strip_private_use(&document.title),
                phrase: strip_private_use(&phrases.join("\n")),
                heading: strip_private_use(section.heading.as_deref().unwrap_or_default()),
                text: strip_private_use(&text),
            }
        }));
        Self {
            id: document.id,
            kind: Kind::Article,
            locale: document.locale.clone(),
            topics: ids(&document.topics),
            passages,
        }
    }

    /// A phrase: the words to say, and what is said of them.
    pub(in crate::publishing) fn from_phrase(document: &PhraseDocument) -> Self {
        let beside: Vec<&str> =
            [&document.instead_of, &document.why].into_iter().flatten().map(String::as_str).collect();
        let passage = Passage {
            section: None,
            title: String::new(),
            context: String::new(),
            phrase: strip_private_use(&document.text),
            heading: String::new(),
            text: strip_private_use(&beside.join("\n")),
        };
        Self {
            id: document.id,
            kind: Kind::Phrase,
            locale: document.locale.clone(),
            topics: ids(&document.topics),
            passages: vec![passage],
        }
    }

    /// A resource: its card. One that leads to an article has none: the article is found itself.
    pub(in crate::publishing) fn from_resource(document: &ResourceDocument) -> Self {
        let passage = Passage {
            section: None,
            title: strip_private_use(&document.title),
            context: String::new(),
            phrase: String::new(),
            heading: String::new(),
            text: strip_private_use(&document.excerpt),
        };
        let passages = if document.kind == ResourceKind::Article { Vec::new() } else { vec![passage] };
        Self {
            id: document.id,
            kind: Kind::Resource,
            locale: document.locale.clone(),
            topics: ids(&document.topics),
            passages,
        }
    }
}

fn ids(topics: &[EmbeddedTopic]) -> Vec<Id> {
    topics.iter().map(|topic| topic.id).collect()
}

/// Without the characters that only words to filter by have.
fn strip_private_use(text: &str) -> String {
    text.replace(|character: char| ('\u{E000}'..='\u{F8FF}').contains(&character), " ")
}

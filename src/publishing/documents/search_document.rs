//! Search documents: the passages under which each kind of entity is indexed.

use super::build::Document;
use crate::content::documents::{ArticleDocument, EmbeddedTopic, PhraseDocument, ResourceDocument};
use crate::content::portable_text::{PublishedBlock, PublishedMarkDef};
use crate::content::resource::ResourceKind;
use crate::content::{Id, Kind, Locale, Slug};

/// A published entity with all its indexed text.
pub(crate) struct SearchDocument {
    pub(crate) id: Id,
    pub(crate) kind: Kind,
    pub(crate) locale: Locale,
    pub(crate) topics: Vec<Id>,
    pub(crate) passages: Vec<Passage>,
}

/// A part of an entity that is a search result of its own.
pub(crate) struct Passage {
    /// The section of an article, if the passage is one.
    pub(crate) section: Option<(Id, Slug)>,
    /// The title of the entity, if the passage describes it as a whole.
    pub(crate) title: String,
    /// The text that surrounds the passage, such as the article's title or topics.
    pub(crate) context: String,
    pub(crate) phrase: String,
    pub(crate) heading: String,
    pub(crate) text: String,
}

impl SearchDocument {
    /// Returns the search document of a document, if its kind is indexed.
    pub(crate) fn from_document(document: &Document) -> Option<Self> {
        match document {
            Document::Article(document) => Some(Self::from_article(document)),
            Document::Phrase(document) => Some(Self::from_phrase(document)),
            Document::Resource(document) => Some(Self::from_resource(document)),
            Document::Topic(_) => None,
        }
    }

    /// Builds the search document of an article: one passage for the article itself, and one for each section with the
    /// article's title, so that a query with words of both finds the section.
    pub(crate) fn from_article(document: &ArticleDocument) -> Self {
        let summary: Vec<&str> =
            [Some(document.summary.as_str()), document.kicker.as_deref()].into_iter().flatten().collect();
        let topics: Vec<&str> = document.topics.iter().map(|topic| topic.name.as_str()).collect();
        let mut passages = vec![Passage {
            section: None,
            title: strip_private_use(&document.title),
            context: strip_private_use(&topics.join("\n")),
            phrase: String::new(),
            heading: String::new(),
            text: strip_private_use(&summary.join("\n")),
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

    /// Builds the search document of a phrase: its text, and the texts that explain it.
    pub(crate) fn from_phrase(document: &PhraseDocument) -> Self {
        let explanation: Vec<&str> =
            [&document.instead_of, &document.why].into_iter().flatten().map(String::as_str).collect();
        let passage = Passage {
            section: None,
            title: String::new(),
            context: String::new(),
            phrase: strip_private_use(&document.text),
            heading: String::new(),
            text: strip_private_use(&explanation.join("\n")),
        };
        Self {
            id: document.id,
            kind: Kind::Phrase,
            locale: document.locale.clone(),
            topics: ids(&document.topics),
            passages: vec![passage],
        }
    }

    /// Builds the search document of a resource: its card. A resource that points to an article has no passage, because
    /// the article is indexed itself.
    pub(crate) fn from_resource(document: &ResourceDocument) -> Self {
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

/// Replaces private-use characters, which are reserved for filter tokens, with spaces.
fn strip_private_use(text: &str) -> String {
    text.replace(|character: char| ('\u{E000}'..='\u{F8FF}').contains(&character), " ")
}

/// The text of a body.
#[derive(Default)]
struct BodyText {
    /// The text without standalone phrases: one line for each paragraph, list item and button.
    text: String,
    /// The phrases of the body.
    phrases: Vec<String>,
}

/// Extracts the text of a body.
fn extract_text(body: &[PublishedBlock]) -> BodyText {
    let mut text = BodyText::default();
    text.read(body);
    text
}

impl BodyText {
    fn read(&mut self, body: &[PublishedBlock]) {
        for block in body {
            match block {
                PublishedBlock::Block(block) => {
                    let line = block.text();
                    self.add_line(&line);
                    for mark in &block.mark_defs {
                        if let PublishedMarkDef::Phrase(mark) = mark {
                            self.phrases.push(mark.phrase.text.clone());
                        }
                    }
                }
                PublishedBlock::SuggestedPhrase(phrase) => self.phrases.push(phrase.phrase.text.clone()),
                PublishedBlock::Callout(callout) => self.read(&callout.content),
                PublishedBlock::CallToAction(call) => {
                    call.text.iter().for_each(|text| self.add_line(text));
                    self.add_line(&call.label);
                }
            }
        }
    }

    fn add_line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
    }
}

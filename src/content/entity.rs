//! The content of an entity of any kind.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;
use serde_json::Value;

use super::decode::{ObjectDecoder, decode_value};
use super::portable_text::{self, Block, LinkMark, MarkDef};
use super::reference::topic_references;
use super::section::{MarkdownReader, ParsedMarkdown};
use super::{Article, Id, Kind, Locale, Phrase, Reference, Resource, Slug, Topic, ViolationCode, Violations};

/// The content of a working copy of any kind. Serializes to the format that [`Content::read`] reads.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// An article with its sections.
    Article(Box<Article>),
    /// A phrase.
    Phrase(Phrase),
    /// A resource.
    Resource(Resource),
    /// A topic.
    Topic(Topic),
}

impl Content {
    /// Reads the input of an editor. `markdown` converts the Markdown of a section to blocks.
    pub fn read(kind: Kind, input: &Value, markdown: MarkdownReader<'_>) -> Result<Self, Violations> {
        decode_value(input, |item| {
            let mut fields = item.object()?;
            reject_other_type(&mut fields, kind);
            match kind {
                Kind::Article => Article::read(fields, markdown).map(|article| Self::Article(Box::new(article))),
                Kind::Phrase => Phrase::read(fields).map(Self::Phrase),
                Kind::Resource => Resource::read(fields).map(Self::Resource),
                Kind::Topic => Topic::read(fields).map(Self::Topic),
            }
        })
    }

    /// Validates stored content by the current rules for input. Reading stored content does not apply them.
    pub fn check(&self) -> Result<(), Violations> {
        let written = serde_json::to_value(self).unwrap_or_default();
        // Stored sections have a body and no Markdown.
        Self::read(self.kind(), &written, &|_, _| ParsedMarkdown::default()).map(|_| ())
    }

    /// Returns the members that a publish requires and that the content lacks, as violations.
    pub fn check_complete(&self) -> Result<(), Violations> {
        let Self::Article(article) = self else { return Ok(()) };
        let mut violations = Violations::default();
        for name in article.missing_members() {
            let detail = format!("\"{name}\" is required to publish an article.");
            violations.add(format!("/{name}"), ViolationCode::Required, detail);
        }
        violations.into_result(Some(()))
    }

    /// Returns the content with placeholders for the members that a publish requires and that it lacks, for a preview.
    #[must_use]
    pub fn with_placeholders(self, id: Id) -> Self {
        match self {
            Self::Article(article) => Self::Article(Box::new(article.with_placeholders(id))),
            other => other,
        }
    }

    /// Parses serialized [`Content`].
    pub fn from_json(kind: Kind, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            Kind::Article => Self::Article(serde_json::from_str(json)?),
            Kind::Phrase => Self::Phrase(serde_json::from_str(json)?),
            Kind::Resource => Self::Resource(serde_json::from_str(json)?),
            Kind::Topic => Self::Topic(serde_json::from_str(json)?),
        })
    }

    /// Returns the kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Article(_) => Kind::Article,
            Self::Phrase(_) => Kind::Phrase,
            Self::Resource(_) => Kind::Resource,
            Self::Topic(_) => Kind::Topic,
        }
    }

    /// Returns all references, in reading order.
    pub fn references(&self) -> Vec<Reference> {
        match self {
            Self::Article(article) => article.references(),
            Self::Phrase(phrase) => topic_references(&phrase.topics),
            Self::Resource(resource) => resource.references(),
            Self::Topic(topic) => topic.references(),
        }
    }

    /// Returns the language, or `None` for topics, which all languages share.
    pub fn locale(&self) -> Option<&Locale> {
        match self {
            Self::Article(article) => Some(&article.locale),
            Self::Phrase(phrase) => Some(&phrase.locale),
            Self::Resource(resource) => Some(&resource.locale),
            Self::Topic(_) => None,
        }
    }

    /// Returns the slug, for kinds that have one. The draft of an article may lack it.
    pub fn slug(&self) -> Option<&Slug> {
        match self {
            Self::Article(article) => article.slug.as_ref(),
            Self::Topic(topic) => Some(&topic.slug),
            Self::Phrase(_) | Self::Resource(_) => None,
        }
    }

    /// Returns the label that editors see: the title, text or name.
    pub fn label(&self) -> &str {
        match self {
            Self::Article(article) => &article.title,
            Self::Phrase(phrase) => &phrase.text,
            Self::Resource(resource) => &resource.title,
            Self::Topic(topic) => &topic.name,
        }
    }

    /// Returns all `http` and `https` URLs of links.
    pub fn web_urls(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        match self {
            Self::Article(article) => {
                article.sections.iter().flat_map(|section| &section.body).for_each(|block| gather(block, &mut found));
            }
            Self::Resource(resource) => found.extend(resource.url.iter().chain(&resource.fallback_url).cloned()),
            Self::Phrase(_) | Self::Topic(_) => {}
        }
        found.retain(|address| address.starts_with("http://") || address.starts_with("https://"));
        found
    }

    /// Returns the content without references to `targets`. The surrounding text stays.
    ///
    /// Returns `None` for a resource whose target article is in `targets`: it has no content without the article.
    pub fn without_references(&self, targets: &HashSet<Id>) -> Option<Self> {
        let others = |ids: &[Id]| -> Vec<Id> { ids.iter().copied().filter(|id| !targets.contains(id)).collect() };
        Some(match self {
            Self::Article(article) => {
                let mut sections = article.sections.clone();
                for section in &mut sections {
                    section.body = portable_text::without_references(&section.body, targets);
                }
                let (topics, related) = (others(&article.topics), others(&article.related));
                Self::Article(Box::new(Article { topics, related, sections, ..Article::clone(article) }))
            }
            Self::Phrase(phrase) => Self::Phrase(Phrase { topics: others(&phrase.topics), ..phrase.clone() }),
            Self::Resource(resource) => {
                if resource.article_id.is_some_and(|id| targets.contains(&id)) {
                    return None;
                }
                Self::Resource(Resource { topics: others(&resource.topics), ..resource.clone() })
            }
            Self::Topic(topic) => {
                let parent_id = topic.parent_id.filter(|id| !targets.contains(id));
                Self::Topic(Topic { parent_id, ..topic.clone() })
            }
        })
    }
}

/// Rejects a member `type` that names another kind. A working copy that is sent back has it; it may be absent.
fn reject_other_type(fields: &mut ObjectDecoder<'_, '_>, kind: Kind) {
    let given: Option<Kind> = fields.optional("type", |item| item.string_enum());
    if let Some(given) = given.filter(|given| *given != kind) {
        fields.reject::<()>("type", ViolationCode::Mismatch, format!("This is a {kind}, not a {given}."));
    }
}

fn gather(block: &Block, found: &mut BTreeSet<String>) {
    match block {
        Block::Block(text) => found.extend(text.mark_defs.iter().filter_map(|mark_def| match mark_def {
            MarkDef::Link(LinkMark::Url(link)) => Some(link.href.clone()),
            MarkDef::Link(LinkMark::Article(_)) | MarkDef::Phrase(_) => None,
        })),
        Block::Callout(callout) => callout.content.iter().for_each(|block| gather(block, found)),
        Block::CallToAction(call) => {
            found.insert(call.url.clone());
        }
        Block::SuggestedPhrase(_) => {}
    }
}

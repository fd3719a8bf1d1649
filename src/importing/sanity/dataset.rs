//! The documents of an export: ids, titles, and draft states.

use std::collections::HashMap;
use std::fmt;

use serde::Deserializer;
use serde::de::{SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::importing::source::ImportSource;
use crate::importing::text::{LineCounter, abbreviate};

/// Id prefixes of unpublished documents: drafts, and versions in a release.
const DRAFT: &str = "drafts.";
const VERSION: &str = "versions.";

/// Facts about the documents, collected before their conversion.
#[derive(Debug)]
pub(super) struct Dataset<'s> {
    pub(super) source: &'s ImportSource<'s>,
    documents: HashMap<String, DocumentFacts>,
}

#[derive(Debug, Default)]
struct DocumentFacts {
    name: Option<String>,
    is_text: bool,
    is_published: bool,
}

impl<'s> Dataset<'s> {
    /// Creates an empty data set.
    pub(super) fn new(source: &'s ImportSource<'s>) -> Self {
        Self { source, documents: HashMap::new() }
    }

    /// Collects the facts about a document.
    pub(super) fn add(&mut self, document: &Map<String, Value>) {
        let Some(id) = document.get("_id").and_then(Value::as_str) else { return };
        let known = self.documents.entry(published_id(id).to_owned()).or_default();
        let name = ["title", "name", "label"].iter().find_map(|name| document.get(*name)?.as_str());
        known.name = known.name.take().or_else(|| name.map(str::to_owned));
        known.is_text |= is_article(document);
        known.is_published |= !is_draft(id);
    }

    /// Returns true if a document becomes an article: it has Portable Text and is not the draft of a published document.
    pub(super) fn becomes_article(&self, document: &Map<String, Value>) -> bool {
        is_article(document) && !self.is_draft_of_published(document)
    }

    fn is_draft_of_published(&self, document: &Map<String, Value>) -> bool {
        let id = document.get("_id").and_then(Value::as_str).unwrap_or_default();
        is_draft(id) && self.documents.get(published_id(id)).is_some_and(|known| known.is_published)
    }

    /// Returns a note about a document that is not imported by itself. None is needed for the names of authors and categories.
    pub(super) fn skip_reason(&self, document: &Map<String, Value>) -> Option<String> {
        let word = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
        let (id, kind) = (word("_id"), word("_type"));
        if self.is_draft_of_published(document) && holds_text(document) {
            return Some(format!("The draft of {} was left out; its published version was used.", abbreviate(id)));
        }
        let named = self.name_of(id).map(|name| format!(" (\"{}\")", abbreviate(name))).unwrap_or_default();
        let about = format!("{} of type \"{}\"{named}", abbreviate(id), abbreviate(kind));
        match (holds_text(document), NAMES.contains(&kind)) {
            (true, _) => Some(format!("The text of {about} was left out.")),
            (false, false) => Some(format!("The document {about} has no text and was left out.")),
            (false, true) => None,
        }
    }

    /// Returns the title of a document.
    pub(super) fn name_of(&self, id: &str) -> Option<&str> {
        self.documents.get(published_id(id))?.name.as_deref()
    }

    /// Returns the source id of a published article, for links to it.
    pub(super) fn article(&self, id: &str) -> Option<String> {
        let known = self.documents.get(published_id(id))?;
        (known.is_text && known.is_published).then(|| self.source_id(id))
    }

    /// Returns the source id of the article for the document with this id.
    pub(super) fn source_id(&self, id: &str) -> String {
        self.source.scoped_id(&format!("sanity:{}", published_id(id)))
    }
}

/// Returns true if a document is unpublished: a draft, or a version for a release.
pub(super) fn is_draft(id: &str) -> bool {
    id.starts_with(DRAFT) || id.starts_with(VERSION)
}

/// Returns the id of the published document.
fn published_id(id: &str) -> &str {
    match id.strip_prefix(VERSION).and_then(|version| version.split_once('.')) {
        Some((_, id)) => id,
        None => id.strip_prefix(DRAFT).unwrap_or(id),
    }
}

/// Types that other documents refer to by name. The text about an author is not an article.
const NAMES: &[&str] = &["author", "person", "category", "tag", "topic"];

fn is_article(document: &Map<String, Value>) -> bool {
    let kind = document.get("_type").and_then(Value::as_str).unwrap_or_default();
    holds_text(document) && !NAMES.contains(&kind)
}

fn holds_text(document: &Map<String, Value>) -> bool {
    document.values().any(|value| {
        is_portable_text(value)
            || value.as_array().is_some_and(|sections| !sections.is_empty() && sections.iter().all(is_section))
    })
}

/// Passes each document with its line to `take`, one at a time, so that only one is in memory.
pub(super) fn each_document(text: &str, take: &mut dyn FnMut(&Map<String, Value>, u64)) -> Result<(), String> {
    if text.trim_start().starts_with('[') {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        deserializer.deserialize_seq(Documents(take)).map_err(|error| error.to_string())?;
        return deserializer.end().map_err(|error| error.to_string());
    }
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut line_counter = LineCounter::new(text, 1);
    loop {
        let start = documents.byte_offset();
        let blank = text[start..].len() - text[start..].trim_start().len();
        let line = line_counter.line_at(start + blank) as u64;
        match documents.next() {
            None => return Ok(()),
            Some(Ok(Value::Object(document))) => take(&document, line),
            Some(Ok(_)) => return Err(format!("line {line}: expected a document: a JSON object")),
            Some(Err(error)) => return Err(error.to_string()),
        }
    }
}

struct Documents<'t>(&'t mut dyn FnMut(&Map<String, Value>, u64));

impl<'de> Visitor<'de> for Documents<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of documents")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut documents: A) -> Result<(), A::Error> {
        while let Some(document) = documents.next_element::<Map<String, Value>>()? {
            (self.0)(&document, 0);
        }
        Ok(())
    }
}

/// Returns true if a value is Portable Text: a list with at least one block of text.
pub(super) fn is_portable_text(value: &Value) -> bool {
    value.as_array().is_some_and(|blocks| blocks.iter().any(is_text_block))
}

pub(super) fn is_text_block(block: &Value) -> bool {
    block.get("children").is_some_and(Value::is_array)
}

/// Returns true if a value is a section: an object with Portable Text in it.
pub(super) fn is_section(value: &Value) -> bool {
    value.as_object().is_some_and(|section| section.values().any(is_portable_text))
}

//! Sanity exports of Portable Text: documents as JSON lines, as an array, or a single one.
//!
//! Owns the choice of documents that become articles, and the meaning of their fields. Type names differ per studio: a
//! document is an article if it contains Portable Text anywhere.

mod blocks;
mod dataset;
mod source_ids;

use serde_json::{Map, Value};

use super::parsed::{
    BlockKind, ConvertedEntity, ConvertedFile, DocumentInfo, MarkSet, Notes, ParsedDocument, credit, into_entities,
};
use super::publication::Publication;
use super::source::{ImportSource, SourceId};
use super::topics::TopicCollector;
use crate::content::credit::CREDITS_MAX;
use crate::importing::text::{abbreviate, one_line};
use blocks::BodyReader;
use dataset::{Dataset, each_document, is_draft, is_portable_text, is_section};
use source_ids::SourceIds;

/// Reads an export. The error states the position of the JSON error.
pub fn read_sanity(source: &ImportSource<'_>, text: &str) -> Result<ConvertedFile, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut dataset = Dataset::new(source);
    each_document(text, &mut |document, _| dataset.add(document))?;
    let mut converted = ConvertedFile::default();
    let mut notes = Notes::default();
    let mut source_ids = SourceIds::default();
    each_document(text, &mut |document, line| {
        if dataset.becomes_article(document) {
            match source_ids.take(&dataset, document) {
                Ok(source_id) => converted.entities.extend(convert_article(source_id, &dataset, document, line)),
                Err(detail) => notes.add(line, format!("The document {detail} occurs twice; the first one was used.")),
            }
        } else if let Some(why) = dataset.skip_reason(document) {
            notes.add(line, why);
        }
    })?;
    if converted.entities.is_empty() {
        return Err("neither an export of Cairn nor a Sanity export with Portable Text".to_owned());
    }
    converted.notes = notes.into_list();
    Ok(converted)
}

fn convert_article(
    source_id: String,
    dataset: &Dataset<'_>,
    document: &Map<String, Value>,
    line: u64,
) -> Vec<ConvertedEntity> {
    let mut parsed = ParsedDocument::default();
    let mut topics = TopicCollector::default();
    let mut fields = Map::new();
    let mut slug = None;
    let mut language = None;
    let id = document.get("_id").and_then(Value::as_str).unwrap_or_default();
    let mut publication = Publication::from_metadata(document);
    if is_draft(id) {
        publication.keep_as_draft("it has not been published");
    }
    for (name, value) in document {
        let text = value.as_str().map(one_line).filter(|text| !text.is_empty());
        match name.as_str() {
            "_id" | "_type" | "_rev" | "_createdAt" | "_updatedAt" => {}
            name if publication.understood.iter().any(|understood| understood == name) => {}
            "title" | "name" if parsed.title.is_none() && text.is_some() => parsed.title = text,
            "kicker" | "eyebrow" if text.is_some() => parsed.kicker = text,
            "summary" | "excerpt" | "description" if parsed.summary.is_none() && text.is_some() => {
                parsed.summary = text;
            }
            "language" | "locale" | "lang" | "__i18n_lang" if text.is_some() => language = text,
            "slug" => slug = text.or_else(|| value.get("current")?.as_str().map(str::to_owned)),
            "categories" | "category" | "tags" | "topics" => {
                add_topics(value, dataset, &mut topics, &mut parsed.notes);
            }
            "author" | "authors" => add_authors(value, dataset, &mut fields, &mut parsed.notes),
            _ => read_field(name, value, &mut BodyReader { dataset, parsed: &mut parsed, line }),
        }
    }
    if !topics.is_empty() {
        fields.insert("topics".to_owned(), topics.slugs());
    }
    let locale = dataset.source.locale_of(language.as_deref());
    let mut converted = topics.into_entities();
    let (name, fallback_title) = (SourceId::Known(source_id), id.to_owned());
    let info = DocumentInfo { name, line, locale: &locale, fallback_title, slug, fields, publication };
    converted.extend(into_entities(parsed, info));
    converted
}

/// Adds a field that contains text: Portable Text, or a list of sections, each with a title and Portable Text.
fn read_field(name: &str, value: &Value, reader: &mut BodyReader<'_>) {
    if is_portable_text(value) {
        return reader.read(value);
    }
    let sections = value.as_array().filter(|sections| !sections.is_empty() && sections.iter().all(is_section));
    let Some(sections) = sections else {
        return leave_out(name, value, &mut reader.parsed.notes, reader.line);
    };
    for section in sections {
        let Some(section) = section.as_object() else { continue };
        for (name, value) in section {
            match (name.as_str(), value.as_str()) {
                ("title" | "heading" | "name", Some(title)) => {
                    reader.parsed.begin(reader.line, BlockKind::Heading { level: 2, anchor: None });
                    reader.parsed.push(reader.line, &one_line(title), MarkSet::NONE, None);
                    reader.parsed.close();
                }
                _ if name.starts_with('_') => {}
                _ if is_portable_text(value) => reader.read(value),
                _ => leave_out(name, value, &mut reader.parsed.notes, reader.line),
            }
        }
    }
}

fn leave_out(name: &str, value: &Value, notes: &mut Notes, line: u64) {
    let detail = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    notes.add(line, format!("The field \"{}\" was left out: {}", abbreviate(name), abbreviate(&detail)));
}

/// Returns the names in a value: text, references to documents with a name, or lists of either.
fn names_of(value: &Value, dataset: &Dataset<'_>) -> Vec<Result<String, String>> {
    match value {
        Value::String(text) => vec![Ok(one_line(text))],
        Value::Array(items) => items.iter().flat_map(|item| names_of(item, dataset)).collect(),
        Value::Object(object) => {
            if let Some(id) = object.get("_ref").and_then(Value::as_str) {
                return vec![dataset.name_of(id).map(str::to_owned).ok_or_else(|| id.to_owned())];
            }
            let name = ["name", "title", "value", "label"].iter().find_map(|name| object.get(*name)?.as_str());
            name.map(|name| Ok(one_line(name))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn add_topics(value: &Value, dataset: &Dataset<'_>, topics: &mut TopicCollector, notes: &mut Notes) {
    for name in names_of(value, dataset) {
        match name {
            Ok(name) => topics.add(&name, None, notes),
            Err(id) => notes.add(0, format!("The category {} is not in the export and was left out.", abbreviate(&id))),
        }
    }
}

fn add_authors(value: &Value, dataset: &Dataset<'_>, fields: &mut Map<String, Value>, notes: &mut Notes) {
    let mut authors = Vec::new();
    for name in names_of(value, dataset) {
        match name {
            Ok(name) if !name.is_empty() && authors.len() < CREDITS_MAX => authors.push(credit(&name)),
            Ok(name) => notes.add(0, format!("The author \"{}\" was left out.", abbreviate(&name))),
            Err(id) => notes.add(0, format!("The author {} is not in the export and was left out.", abbreviate(&id))),
        }
    }
    if !authors.is_empty() {
        fields.insert("authors".to_owned(), Value::Array(authors));
    }
}

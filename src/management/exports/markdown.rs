//! Exports all content as files of the import format: lists of topics, phrases and resources, and one Markdown file for
//! each article.
//!
//! The files are for people to edit, so they contain no versions, times, published state or trash. They contain ids, so
//! that an import updates the same entities. The file of an article without a slug is named by its id.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::content::portable_text::{Block, Span, SpanType, Style, TextBlock};
use crate::content::{Article, Content, Id, Kind, Section, Slug};
use crate::db::{Connection, Error};
use crate::management::source_markdown::source_markdown;
use crate::working_copies::transfer::{self, ExportedCopy};

/// The number of rows read at once.
const PAGE_SIZE: i64 = 100;

/// A file of the import format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkdownFile {
    /// Its path, with `/` between folders.
    pub name: String,
    /// Its contents.
    pub text: String,
}

/// Passes the files to `sink`, the lists first.
pub fn export_markdown<E: From<Error>>(
    connection: &mut Connection,
    sink: &mut dyn FnMut(MarkdownFile) -> Result<(), E>,
) -> Result<(), E> {
    let mut slugs: HashMap<Id, Slug> = HashMap::new();
    for (kind, name) in
        [(Kind::Topic, "topics.yaml"), (Kind::Phrase, "phrases.yaml"), (Kind::Resource, "resources.yaml")]
    {
        let mut text = String::new();
        each(connection, kind, &mut |copy| {
            if let Content::Topic(topic) = &copy.content {
                slugs.insert(copy.head.id, topic.slug.clone());
            }
            text.push_str(&item(&fields(&copy, &slugs)?));
            Ok::<(), E>(())
        })?;
        if !text.is_empty() {
            sink(MarkdownFile { name: name.to_owned(), text })?;
        }
    }
    each(connection, Kind::Article, &mut |copy| {
        let Content::Article(article) = &copy.content else { return Ok(()) };
        let lines = fields(&copy, &slugs)?.into_iter().map(|(name, value)| format!("{name}: {value}"));
        let front: Vec<String> = lines.collect();
        let text = format!("---\n{}\n---\n{}", front.join("\n"), body(article)?);
        let slug = article.slug.as_ref().map_or_else(|| copy.head.id.to_string(), Slug::to_string);
        let name = format!("articles/{}/{slug}.md", article.locale);
        sink(MarkdownFile { name, text })
    })
}

fn each<E: From<Error>>(
    connection: &mut Connection,
    kind: Kind,
    work: &mut dyn FnMut(ExportedCopy) -> Result<(), E>,
) -> Result<(), E> {
    let mut last: Option<Id> = None;
    loop {
        let copies = transfer::list(connection, kind, last, PAGE_SIZE)?;
        let Some(copy) = copies.last() else { return Ok(()) };
        last = Some(copy.head.id);
        for copy in copies.into_iter().filter(|copy| !copy.head.is_trashed()) {
            work(copy)?;
        }
    }
}

/// Returns the fields of an entity, each with its value as JSON, which is valid YAML.
fn fields(copy: &ExportedCopy, slugs: &HashMap<Id, Slug>) -> Result<Map<String, Value>, Error> {
    let mut fields = Map::new();
    fields.insert("id".to_owned(), serde_json::to_value(copy.head.id)?);
    let source_id = copy.head.source_id.clone().unwrap_or_else(|| copy.head.id.to_string());
    if copy.head.kind != Kind::Topic || copy.head.source_id.is_some() {
        fields.insert("sourceId".to_owned(), Value::String(source_id));
    }
    if !copy.head.is_published() {
        fields.insert("draft".to_owned(), Value::Bool(true));
    }
    let Value::Object(mut content) = serde_json::to_value(&copy.content)? else { return Ok(fields) };
    content.shift_remove("sections");
    if let Some(Value::Array(topics)) = content.get_mut("topics") {
        for topic in topics.iter_mut() {
            let slug = topic.as_str().and_then(|id| slugs.get(&id.parse().ok()?));
            if let Some(slug) = slug {
                *topic = serde_json::to_value(slug)?;
            }
        }
    }
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    fields.extend(content.into_iter().filter(|(_, value)| !is_empty(value)));
    Ok(fields)
}

/// Returns an item of a YAML list.
fn item(fields: &Map<String, Value>) -> String {
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("- {}\n", lines.join("\n  "))
}

fn body(article: &Article) -> Result<String, Error> {
    let mut text = String::new();
    for (index, section) in article.sections.iter().enumerate() {
        let body = source_markdown(&section.body)?;
        let can_omit_heading = index == 0 && section.heading.is_none() && !body.is_empty();
        if !(can_omit_heading && section.anchor == Slug::section()) {
            text.push_str(&heading(section)?);
            text.push_str("\n\n");
        }
        if !body.is_empty() {
            text.push_str(&body);
            text.push_str("\n\n");
        }
    }
    Ok(text.trim_end().to_owned() + "\n")
}

/// Returns the heading of a section with its anchor, which may have no text.
fn heading(section: &Section) -> Result<String, Error> {
    let words = match &section.heading {
        None => String::new(),
        Some(words) => {
            let span = Span { kind: SpanType::Span, key: String::new(), text: words.clone(), marks: Vec::new() };
            let block = TextBlock {
                key: String::new(),
                style: Style::H3,
                list_item: None,
                level: None,
                children: vec![span],
                mark_defs: Vec::new(),
            };
            source_markdown(&[Block::Block(block)])?.trim_start_matches('#').trim_start().to_owned()
        }
    };
    Ok(format!("## {words}{}{{#{}}}", if words.is_empty() { "" } else { " " }, section.anchor))
}

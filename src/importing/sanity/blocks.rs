//! Conversion of Portable Text of any profile to the blocks of a parsed document.

use serde_json::{Map, Value};

use super::dataset::{Dataset, is_portable_text, is_text_block};
use crate::content::decode::whole_number;
use crate::content::link::check_href;
use crate::content::portable_text::ListItem;
use crate::importing::parsed::{BlockKind, LinkTarget, MarkSet, ParsedDocument};
use crate::importing::text::abbreviate;

/// Maximum nesting depth of blocks. Deeper ones are left out with a note.
const DEPTH_MAX: usize = 8;

fn word<'v>(object: &'v Map<String, Value>, name: &str) -> &'v str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Adds bodies to a parsed document.
pub(super) struct BodyReader<'r> {
    pub dataset: &'r Dataset<'r>,
    pub parsed: &'r mut ParsedDocument,
    /// The line of the document.
    pub line: u64,
}

impl BodyReader<'_> {
    /// Adds a body.
    pub(super) fn read(&mut self, body: &Value) {
        self.read_blocks(body, 0);
    }

    fn note(&mut self, detail: String) {
        self.parsed.notes.add(self.line, detail);
    }

    fn read_blocks(&mut self, body: &Value, depth: usize) {
        for block in body.as_array().into_iter().flatten() {
            match block.as_object() {
                Some(object) if is_text_block(block) => self.read_text(object),
                Some(object) => self.read_other(object, depth),
                None => {
                    self.note(format!("A value that is not a block was left out: {}", abbreviate(&block.to_string())));
                }
            }
        }
    }

    /// Handles a block of another type: keeps its Portable Text and reports the rest.
    fn read_other(&mut self, block: &Map<String, Value>, depth: usize) {
        let inner: Vec<&Value> = block.values().filter(|value| is_portable_text(value)).collect();
        let detail: Vec<String> = block
            .iter()
            .filter(|(name, value)| !name.starts_with('_') && !is_portable_text(value))
            .map(|(name, value)| format!("{name}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
        let detail = if detail.is_empty() { String::new() } else { format!(" ({})", abbreviate(&detail.join(", "))) };
        let kind = abbreviate(word(block, "_type"));
        if inner.is_empty() || depth >= DEPTH_MAX {
            return self.note(format!("A block of type \"{kind}\" was left out{detail}."));
        }
        self.note(format!("Only the text of a block of type \"{kind}\" was kept{detail}."));
        for body in inner {
            self.read_blocks(body, depth + 1);
        }
    }

    fn read_text(&mut self, block: &Map<String, Value>) {
        let kind = self.block_kind(block);
        let is_heading = matches!(kind, BlockKind::Heading { .. });
        self.parsed.begin(self.line, kind);
        for child in block.get("children").and_then(Value::as_array).into_iter().flatten() {
            let Some(child) = child.as_object() else { continue };
            if let Some(text) = child.get("text").and_then(Value::as_str) {
                let (marks, target) = self.marks_of(child, block);
                let marks = if is_heading { marks.without(MarkSet::STRONG) } else { marks };
                self.parsed.push(self.line, text, marks, target);
            } else {
                let detail = abbreviate(&Value::Object(child.clone()).to_string());
                self.note(format!("An inline object was left out: {detail}"));
            }
        }
        self.parsed.close();
    }

    fn block_kind(&mut self, block: &Map<String, Value>) -> BlockKind {
        let style = word(block, "style");
        let list = word(block, "listItem");
        if !list.is_empty() {
            let kind = match list {
                "number" => ListItem::Number,
                "bullet" => ListItem::Bullet,
                other => {
                    self.note(format!("List items of type \"{}\" became bullets.", abbreviate(other)));
                    ListItem::Bullet
                }
            };
            let level = block.get("level").and_then(whole_number).unwrap_or(1).clamp(1, 255);
            return BlockKind::Item { list: kind, level: u8::try_from(level).unwrap_or(u8::MAX) };
        }
        match style.as_bytes() {
            b"" | b"normal" => BlockKind::Paragraph,
            b"blockquote" => BlockKind::Quote,
            [b'h', level @ b'1'..=b'6'] => BlockKind::Heading { level: level - b'0', anchor: None },
            _ => {
                self.note(format!("The style \"{}\" became that of a paragraph.", abbreviate(style)));
                BlockKind::Paragraph
            }
        }
    }

    fn marks_of(&mut self, span: &Map<String, Value>, block: &Map<String, Value>) -> (MarkSet, Option<usize>) {
        let mut marks = MarkSet::NONE;
        let mut target = None;
        for mark in span.get("marks").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if let Some(known) = MarkSet::from_name(mark) {
                marks = marks.with(known);
                continue;
            }
            let definitions = block.get("markDefs").and_then(Value::as_array).into_iter().flatten();
            let definition =
                definitions.filter_map(Value::as_object).find(|definition| word(definition, "_key") == mark);
            match definition.map(|definition| (definition, target_of(definition, self.dataset))) {
                Some((_, Some(to))) => target = Some(self.parsed.add_target(to)),
                Some((definition, None)) => {
                    let detail = abbreviate(&Value::Object(definition.clone()).to_string());
                    self.note(format!("The target of a mark was left out; its words stay: {detail}"));
                }
                None => {
                    let sentence = format!("The mark \"{}\" was left out; its words stay.", abbreviate(mark));
                    self.parsed.notes.add_once(self.line, &sentence);
                }
            }
        }
        (marks, target)
    }
}

/// Returns the target of an annotation: a URL, or a published document of the export.
fn target_of(definition: &Map<String, Value>, dataset: &Dataset<'_>) -> Option<LinkTarget> {
    let address = ["href", "url"].iter().map(|name| word(definition, name)).find(|address| !address.is_empty());
    if let Some(address) = address {
        return check_href(address).is_ok().then(|| LinkTarget::Address(address.to_owned()));
    }
    let reference = definition.values().find_map(|value| value.get("_ref")).or_else(|| definition.get("_ref"));
    dataset.article(reference?.as_str()?).map(LinkTarget::Article)
}

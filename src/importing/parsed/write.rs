//! Serialization of sections and blocks as an editor would send them, with names as references.

use serde_json::{Map, Value, json};

use super::document::{BlockKind, LinkTarget, ParsedBlock};
use super::limits::SectionBlocks;
use super::notes::Notes;
use super::runs::TextRun;
use crate::content::Slug;
use crate::content::link::check_href;
use crate::content::portable_text::{CHILDREN_MAX, ListItem, MARK_DEFS_MAX};
use crate::importing::text::{abbreviate, one_line, truncate_at_word};

const HEADING_MAX: usize = 200;
const LABEL_MAX: usize = 100;
const LEVEL_MAX: u8 = 6;
/// Maximum number of children with marks. The rest of the text is kept without marks, in as few children as possible.
const MARKED_CHILDREN_MAX: usize = 400;
const SPAN_TEXT_MAX: usize = 10_000;

/// The context for writing blocks.
pub(super) struct BlockWriter<'m> {
    /// The link targets of the parsed document.
    pub links: &'m [LinkTarget],
    /// The source ids of its phrases.
    pub phrases: &'m [String],
    /// The level of the headings that start sections.
    pub section_level: u8,
}

impl BlockWriter<'_> {
    /// Writes a section. `anchors` are those of the previous sections.
    pub(super) fn section(&self, section: SectionBlocks, anchors: &mut Vec<String>, notes: &mut Notes) -> Value {
        let mut object = Map::new();
        let mut body = Vec::with_capacity(section.blocks.len());
        if let Some(heading) = section.heading {
            let text = one_line(&heading.text());
            for address in heading.runs.iter().filter_map(|run| self.links.get(run.link?)) {
                let address = abbreviate(address.text());
                notes.add(heading.line, format!("The link of a heading to {address} was left out."));
            }
            let (beginning, rest) = truncate_at_word(&text, HEADING_MAX - 1);
            if rest.is_empty() {
                object.insert("heading".to_owned(), json!(text));
            } else {
                notes.add(heading.line, "A heading is too long; its full text became the first paragraph below it.");
                object.insert("heading".to_owned(), json!(format!("{beginning}…")));
                body.push(self.text_block("normal", None, &heading, notes));
            }
            if let BlockKind::Heading { anchor: Some(anchor), .. } = heading.kind
                && anchor.parse::<Slug>().is_ok()
                && !anchors.contains(&anchor)
            {
                object.insert("anchor".to_owned(), json!(anchor));
                anchors.push(anchor);
            }
        }
        body.extend(section.blocks.iter().map(|block| self.block(block, notes)));
        object.insert("body".to_owned(), Value::Array(body));
        Value::Object(object)
    }

    fn block(&self, block: &ParsedBlock, notes: &mut Notes) -> Value {
        match &block.kind {
            BlockKind::Heading { level, .. } => {
                let below = level.saturating_sub(self.section_level).clamp(1, 4);
                self.text_block(&format!("h{}", below + 2), None, block, notes)
            }
            BlockKind::Paragraph => self.text_block("normal", None, block, notes),
            BlockKind::Quote => self.text_block("blockquote", None, block, notes),
            BlockKind::Item { list, level } => {
                if *level > LEVEL_MAX {
                    let sentence =
                        format!("Lists have at most {LEVEL_MAX} levels; deeper items were moved to level {LEVEL_MAX}.");
                    notes.add_once(block.line, &sentence);
                }
                let item = ListPosition { list: *list, level: (*level).clamp(1, LEVEL_MAX) };
                self.text_block("normal", Some(&item), block, notes)
            }
            BlockKind::Button { url } => {
                let label = one_line(&block.text());
                if check_href(url).is_ok() && label.chars().count() <= LABEL_MAX {
                    return json!({"_type": "callToAction", "label": label, "url": url});
                }
                notes.add(block.line, "A call to action has too many words; it became a paragraph.");
                self.text_block("normal", None, block, notes)
            }
        }
    }

    fn text_block(&self, style: &str, item: Option<&ListPosition>, block: &ParsedBlock, notes: &mut Notes) -> Value {
        let mut definitions = Vec::new();
        let mut children = Vec::with_capacity(block.runs.len().min(CHILDREN_MAX));
        let mut plain = String::new();
        for run in &block.runs {
            if children.len() < MARKED_CHILDREN_MAX {
                let marks = self.marks(run, block, &mut definitions, notes);
                push_spans(&run.text, &marks, &mut children);
            } else {
                plain.push_str(&run.text);
            }
        }
        if !plain.is_empty() {
            notes.add(block.line, "A paragraph has too many marks; the last of them were left out.");
            push_spans(&plain, &[], &mut children);
        }
        let mut object = Map::new();
        object.insert("_type".to_owned(), json!("block"));
        object.insert("style".to_owned(), json!(style));
        if let Some(ListPosition { list, level }) = item {
            object.insert("listItem".to_owned(), json!(list.as_str()));
            object.insert("level".to_owned(), json!(level));
        }
        object.insert("markDefs".to_owned(), definitions.into_iter().map(|definition| definition.json).collect());
        object.insert("children".to_owned(), Value::Array(children));
        Value::Object(object)
    }

    /// Returns the marks of a run, and adds their definitions to those of the block.
    fn marks(
        &self,
        run: &TextRun,
        block: &ParsedBlock,
        definitions: &mut Vec<MarkDefinition>,
        notes: &mut Notes,
    ) -> Vec<String> {
        let mut marks: Vec<String> = run.marks.names().map(str::to_owned).collect();
        let link = run.link.and_then(|number| Some((MarkTarget::Link(number), self.links.get(number)?.text())));
        let phrase =
            run.phrase.and_then(|number| Some((MarkTarget::Phrase(number), self.phrases.get(number)?.as_str())));
        for (mark_target, value) in link.into_iter().chain(phrase) {
            if let Some(index) = definitions.iter().position(|known| known.target == mark_target) {
                marks.push(format!("m{index}"));
            } else if definitions.len() >= MARK_DEFS_MAX {
                let address = abbreviate(value);
                notes.add(block.line, format!("A paragraph has too many links; the one to {address} was left out."));
            } else {
                let key = format!("m{}", definitions.len());
                let (kind, member) = match mark_target {
                    MarkTarget::Phrase(_) => ("phrase", "phraseId"),
                    MarkTarget::Link(number) => match self.links.get(number) {
                        Some(LinkTarget::Article(_)) => ("link", "articleId"),
                        _ => ("link", "href"),
                    },
                };
                let json = json!({"_key": key, "_type": kind, member: value});
                definitions.push(MarkDefinition { target: mark_target, json });
                marks.push(key);
            }
        }
        marks
    }
}

/// The position of an item in a list.
struct ListPosition {
    list: ListItem,
    level: u8,
}

/// The target of an annotation, by its index.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MarkTarget {
    Link(usize),
    Phrase(usize),
}

/// A mark definition of a block.
struct MarkDefinition {
    target: MarkTarget,
    json: Value,
}

/// Adds the text as spans, each within the length limit.
fn push_spans(text: &str, marks: &[String], children: &mut Vec<Value>) {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(SPAN_TEXT_MAX).map_or(rest.len(), |(index, _)| index);
        children.push(json!({"_type": "span", "text": &rest[..end], "marks": marks}));
        rest = &rest[end..];
    }
}

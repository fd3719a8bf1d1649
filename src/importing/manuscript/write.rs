//! Sections and blocks as the JSON that an editor would send, references still by name.

use serde_json::{Map, Value, json};

use super::fitting::{one_line, shortened, within};
use super::limits::SectionParts;
use super::{Notes, Part, Run, Shape, Target};
use crate::content::Slug;
use crate::content::link::check_href;
use crate::content::portable_text::{CHILDREN_MAX, ListItem, MARK_DEFS_MAX};

const HEADING_MAX: usize = 200;
const LABEL_MAX: usize = 100;
const LEVEL_MAX: u8 = 6;
/// What comes after so many children is kept without marks, in as few of them as can be.
const MARKED_CHILDREN_MAX: usize = 400;
const SPAN_TEXT_MAX: usize = 10_000;

/// What blocks are written with.
pub(super) struct Writer<'m> {
    /// The addresses of the manuscript.
    pub links: &'m [Target],
    /// The names of its phrases.
    pub phrases: &'m [String],
    /// The level of the headings that start sections.
    pub cut: u8,
}

impl Writer<'_> {
    /// A section; `anchors` are those of the sections before it.
    pub(super) fn section(&self, section: SectionParts, anchors: &mut Vec<String>, notes: &mut Notes) -> Value {
        let mut object = Map::new();
        let mut body = Vec::with_capacity(section.parts.len());
        if let Some(heading) = section.heading {
            let text = one_line(&heading.text());
            for address in heading.runs.iter().filter_map(|run| self.links.get(run.link?)) {
                notes
                    .add(heading.line, format!("The link of a heading to {} was left out.", shortened(address.text())));
            }
            let (beginning, rest) = within(&text, HEADING_MAX - 1);
            if rest.is_empty() {
                object.insert("heading".to_owned(), json!(text));
            } else {
                notes.add(heading.line, "A heading is too long; all of it is the first paragraph under it.");
                object.insert("heading".to_owned(), json!(format!("{beginning}…")));
                body.push(self.block("normal", None, &heading, notes));
            }
            if let Shape::Heading { anchor: Some(anchor), .. } = heading.shape
                && anchor.parse::<Slug>().is_ok()
                && !anchors.contains(&anchor)
            {
                object.insert("anchor".to_owned(), json!(anchor));
                anchors.push(anchor);
            }
        }
        body.extend(section.parts.iter().map(|part| self.part(part, notes)));
        object.insert("body".to_owned(), Value::Array(body));
        Value::Object(object)
    }

    fn part(&self, part: &Part, notes: &mut Notes) -> Value {
        match &part.shape {
            Shape::Heading { level, .. } => {
                let below = level.saturating_sub(self.cut).clamp(1, 4);
                self.block(&format!("h{}", below + 2), None, part, notes)
            }
            Shape::Paragraph => self.block("normal", None, part, notes),
            Shape::Quote => self.block("blockquote", None, part, notes),
            Shape::Item { list, level } => {
                if *level > LEVEL_MAX {
                    let sentence =
                        format!("Lists go {LEVEL_MAX} levels deep; deeper items stand on level {LEVEL_MAX}.");
                    notes.once(part.line, &sentence);
                }
                self.block("normal", Some((*list, (*level).clamp(1, LEVEL_MAX))), part, notes)
            }
            Shape::Button { url } => {
                let label = one_line(&part.text());
                if check_href(url).is_ok() && label.chars().count() <= LABEL_MAX {
                    return json!({"_type": "callToAction", "label": label, "url": url});
                }
                notes.add(part.line, "The words of a call to action are too many; it became a paragraph.");
                self.block("normal", None, part, notes)
            }
        }
    }

    fn block(&self, style: &str, item: Option<(ListItem, u8)>, part: &Part, notes: &mut Notes) -> Value {
        let mut definitions = Vec::new();
        let mut children = Vec::with_capacity(part.runs.len().min(CHILDREN_MAX));
        let mut plain = String::new();
        for run in &part.runs {
            if children.len() < MARKED_CHILDREN_MAX {
                let marks = self.marks(run, part, &mut definitions, notes);
                push_spans(&run.text, &marks, &mut children);
            } else {
                plain.push_str(&run.text);
            }
        }
        if !plain.is_empty() {
            notes.add(part.line, "A paragraph has too many marks; the last of them were left out.");
            push_spans(&plain, &[], &mut children);
        }
        let mut block = Map::new();
        block.insert("_type".to_owned(), json!("block"));
        block.insert("style".to_owned(), json!(style));
        if let Some((list, level)) = item {
            block.insert("listItem".to_owned(), json!(list.as_str()));
            block.insert("level".to_owned(), json!(level));
        }
        block.insert(
            "markDefs".to_owned(),
            Value::Array(definitions.into_iter().map(|(_, definition)| definition).collect()),
        );
        block.insert("children".to_owned(), Value::Array(children));
        Value::Object(block)
    }

    /// The marks of a run, what they mean noted among the definitions of its block.
    fn marks(&self, run: &Run, part: &Part, definitions: &mut Definitions, notes: &mut Notes) -> Vec<String> {
        let mut marks: Vec<String> = run.marks.names().map(str::to_owned).collect();
        let link = run.link.and_then(|number| Some((Meaning::Link(number), self.links.get(number)?.text())));
        let phrase = run.phrase.and_then(|number| Some((Meaning::Phrase(number), self.phrases.get(number)?.as_str())));
        for (meaning, value) in link.into_iter().chain(phrase) {
            if let Some(index) = definitions.iter().position(|(known, _)| *known == meaning) {
                marks.push(format!("m{index}"));
            } else if definitions.len() >= MARK_DEFS_MAX {
                notes.add(
                    part.line,
                    format!("A paragraph has too many links; the one to {} was left out.", shortened(value)),
                );
            } else {
                let key = format!("m{}", definitions.len());
                let (kind, member) = match meaning {
                    Meaning::Phrase(_) => ("phrase", "phraseId"),
                    Meaning::Link(number) => match self.links.get(number) {
                        Some(Target::Article(_)) => ("link", "articleId"),
                        _ => ("link", "href"),
                    },
                };
                let definition = json!({"_key": key, "_type": kind, member: value});
                definitions.push((meaning, definition));
                marks.push(key);
            }
        }
        marks
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Link(usize),
    Phrase(usize),
}

type Definitions = Vec<(Meaning, Value)>;

/// Adds the text as spans, none of them longer than one may be.
fn push_spans(text: &str, marks: &[String], children: &mut Vec<Value>) {
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(SPAN_TEXT_MAX).map_or(rest.len(), |(index, _)| index);
        children.push(json!({"_type": "span", "text": &rest[..end], "marks": marks}));
        rest = &rest[end..];
    }
}

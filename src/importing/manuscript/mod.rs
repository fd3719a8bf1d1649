//! The one form that every foreign format is read into: headings, paragraphs, quotations, list items and
//! buttons in their order, with what a reader sees of their marks.
//!
//! Owns what all formats share: how a text is cut into sections, which quotations are phrases, how the result
//! is made to fit the bounds of an article, and what is said about what was not kept. Must not know any format.

mod cues;
mod cut;
mod fitting;
mod limits;
mod notes;
mod page;
mod phrases;
mod quotes;
mod runs;
mod write;

pub(super) use cut::{Heading, plan};
pub(super) use fitting::{clean, one_line, shortened, within};
pub use notes::Note;
pub(super) use notes::Notes;
pub use page::{Conversion, Converted, Standing};
pub(super) use page::{Origin, finish};
pub(super) use runs::{Marks, Run};

use crate::content::portable_text::ListItem;

/// More parts than this are joined, so that no input can take more memory than its size allows.
const PARTS_MAX: usize = 10_000;

/// More runs than this, in all parts together, lose their marks.
const RUNS_MAX: usize = 20_000;

/// What a part of a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// A heading: 1 is the outermost level.
    Heading { level: u8, anchor: Option<String> },
    /// A paragraph.
    Paragraph,
    /// A paragraph of a quotation.
    Quote,
    /// An item of a list: 1 is the outermost level.
    Item { list: ListItem, level: u8 },
    /// A call to action; its runs are the words of the button.
    Button { url: String },
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The line of the source where it starts, from 1.
    pub line: u64,
    /// What it is.
    pub shape: Shape,
    /// Its words.
    pub runs: Vec<Run>,
}

impl Part {
    /// Its words without their marks.
    pub(super) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// What words lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An address.
    Address(String),
    /// An article, by its lasting name.
    Article(String),
}

impl Target {
    /// The address or the name.
    fn text(&self) -> &str {
        match self {
            Self::Address(text) | Self::Article(text) => text,
        }
    }
}

/// A card that leads somewhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    /// The line of the source where it starts.
    pub line: u64,
    /// Its title.
    pub title: String,
    /// The sentences under it.
    pub excerpt: String,
    /// Where it leads, if the source says.
    pub url: Option<String>,
}

/// A text on its way from a foreign format to an article.
#[derive(Debug, Default)]
pub(super) struct Manuscript {
    /// The title, where the format has one beside the text.
    pub title: Option<String>,
    /// The line over the title.
    pub kicker: Option<String>,
    /// The text of its card, where the format has one.
    pub summary: Option<String>,
    /// The parts, in their order.
    pub parts: Vec<Part>,
    /// What runs lead to, by their number.
    pub links: Vec<Target>,
    /// What to read next.
    pub cards: Vec<Card>,
    /// What could not be kept.
    pub notes: Notes,
    open: Option<Part>,
    runs: usize,
}

impl Manuscript {
    /// Ends the part that is open, and begins another.
    pub(super) fn begin(&mut self, line: u64, shape: Shape) {
        self.close();
        self.open = Some(Part { line, shape, runs: Vec::new() });
    }

    /// Whether a part is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Adds words to the open part; begins a paragraph if none is open.
    pub(super) fn push(&mut self, line: u64, text: &str, marks: Marks, target: Option<usize>) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        let part = self.open.get_or_insert_with(|| Part { line, shape: Shape::Paragraph, runs: Vec::new() });
        match part.runs.last_mut() {
            Some(last) if last.marks == marks && last.link == target => last.text.push_str(&text),
            Some(last) if self.runs >= RUNS_MAX => {
                self.notes.once(line, "There are more marks than an article can hold; from here on they are left out.");
                last.text.push_str(&text);
            }
            _ => {
                self.runs += 1;
                part.runs.push(Run { text: text.into_owned(), marks, link: target, phrase: None });
            }
        }
    }

    /// The number of an address, for [`Manuscript::push`].
    pub(super) fn link(&mut self, address: String) -> usize {
        self.link_to(Target::Address(address))
    }

    /// The number of what words lead to, for [`Manuscript::push`].
    pub(super) fn link_to(&mut self, target: Target) -> usize {
        if self.links.last() != Some(&target) {
            self.links.push(target);
        }
        self.links.len() - 1
    }

    /// Changes the lines of all that was read so far.
    pub(super) fn map_lines(&mut self, map: impl Fn(u64) -> u64) {
        self.parts.iter_mut().for_each(|part| part.line = map(part.line));
        self.cards.iter_mut().for_each(|card| card.line = map(card.line));
        self.notes.map_lines(map);
    }

    /// Ends the part that is open. Without words it is nothing.
    pub(super) fn close(&mut self) {
        let Some(mut part) = self.open.take() else { return };
        runs::trim(&mut part.runs);
        if part.runs.is_empty() {
            return;
        }
        if self.parts.len() < PARTS_MAX {
            self.parts.push(part);
            return;
        }
        let line = part.line;
        if let Some(last) = self.parts.last_mut().and_then(|last| last.runs.last_mut()) {
            last.text.push('\n');
            for run in &part.runs {
                last.text.push_str(&run.text);
            }
        }
        self.notes.once(
            line,
            "There are more paragraphs than an article can hold; from here on they are one, with line breaks.",
        );
    }
}

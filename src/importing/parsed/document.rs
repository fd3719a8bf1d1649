//! A document in the form that all formats are parsed into: blocks, links, cards and notes.

use super::notes::Notes;
use super::runs::{self, MarkSet, TextRun};
use crate::content::portable_text::ListItem;
use crate::importing::text::normalize_text;

/// More blocks than this are joined, so that no input can take more memory than its size allows.
const BLOCKS_READ_MAX: usize = 10_000;

/// More runs than this, in all blocks together, lose their marks.
const RUNS_MAX: usize = 20_000;

/// What a block of a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::importing) enum BlockKind {
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

/// A block of a text.
#[derive(Debug, Clone)]
pub(in crate::importing) struct ParsedBlock {
    /// The line of the source where it starts, from 1.
    pub line: u64,
    /// What it is.
    pub kind: BlockKind,
    /// Its words.
    pub runs: Vec<TextRun>,
}

impl ParsedBlock {
    /// Creates a paragraph without marks that stands in no line of the source.
    pub(super) fn paragraph(text: &str) -> Self {
        let run = TextRun { text: text.to_owned(), marks: MarkSet::NONE, link: None, phrase: None };
        Self { line: 0, kind: BlockKind::Paragraph, runs: vec![run] }
    }

    /// Its words without their marks.
    pub(in crate::importing) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// What words lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::importing) enum LinkTarget {
    /// An address.
    Address(String),
    /// An article, by its lasting name.
    Article(String),
}

impl LinkTarget {
    /// The address or the name.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Address(text) | Self::Article(text) => text,
        }
    }
}

/// A card that leads somewhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::importing) struct Card {
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
pub(in crate::importing) struct ParsedDocument {
    /// The title, where the format has one beside the text.
    pub title: Option<String>,
    /// The line over the title.
    pub kicker: Option<String>,
    /// The text of its card, where the format has one.
    pub summary: Option<String>,
    /// The blocks, in their order.
    pub blocks: Vec<ParsedBlock>,
    /// What runs lead to, by their number.
    pub links: Vec<LinkTarget>,
    /// What to read next.
    pub cards: Vec<Card>,
    /// What could not be kept.
    pub notes: Notes,
    open: Option<ParsedBlock>,
    runs: usize,
}

impl ParsedDocument {
    /// Ends the block that is open, and begins another.
    pub(in crate::importing) fn begin(&mut self, line: u64, kind: BlockKind) {
        self.close();
        self.open = Some(ParsedBlock { line, kind, runs: Vec::new() });
    }

    /// Whether a block is open.
    pub(in crate::importing) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Adds words to the open block; begins a paragraph if none is open.
    pub(in crate::importing) fn push(&mut self, line: u64, text: &str, marks: MarkSet, target: Option<usize>) {
        let text = normalize_text(text);
        if text.is_empty() {
            return;
        }
        let block = self.open.get_or_insert_with(|| ParsedBlock { line, kind: BlockKind::Paragraph, runs: Vec::new() });
        match block.runs.last_mut() {
            Some(last) if last.marks == marks && last.link == target => last.text.push_str(&text),
            Some(last) if self.runs >= RUNS_MAX => {
                self.notes
                    .add_once(line, "There are more marks than an article can hold; from here on they are left out.");
                last.text.push_str(&text);
            }
            _ => {
                self.runs += 1;
                block.runs.push(TextRun { text: text.into_owned(), marks, link: target, phrase: None });
            }
        }
    }

    /// The number of an address, for [`ParsedDocument::push`].
    pub(in crate::importing) fn add_link(&mut self, address: String) -> usize {
        self.add_target(LinkTarget::Address(address))
    }

    /// The number of what words lead to, for [`ParsedDocument::push`].
    pub(in crate::importing) fn add_target(&mut self, target: LinkTarget) -> usize {
        if self.links.last() != Some(&target) {
            self.links.push(target);
        }
        self.links.len() - 1
    }

    /// Changes the lines of all that was read so far.
    pub(in crate::importing) fn map_lines(&mut self, map: impl Fn(u64) -> u64) {
        self.blocks.iter_mut().for_each(|block| block.line = map(block.line));
        self.cards.iter_mut().for_each(|card| card.line = map(card.line));
        self.notes.map_lines(map);
    }

    /// Ends the block that is open. Without words it is nothing.
    pub(in crate::importing) fn close(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        runs::trim(&mut block.runs);
        if block.runs.is_empty() {
            return;
        }
        if self.blocks.len() < BLOCKS_READ_MAX {
            self.blocks.push(block);
            return;
        }
        let line = block.line;
        if let Some(last) = self.blocks.last_mut().and_then(|last| last.runs.last_mut()) {
            last.text.push('\n');
            for run in &block.runs {
                last.text.push_str(&run.text);
            }
        }
        self.notes.add_once(
            line,
            "There are more paragraphs than an article can hold; from here on they are one, with line breaks.",
        );
    }
}

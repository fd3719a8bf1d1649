//! The common form of all parsed documents: blocks, links, cards and notes.

use super::notes::Notes;
use super::runs::{self, MarkSet, TextRun};
use crate::content::portable_text::ListItem;
use crate::importing::text::normalize_text;

/// Maximum number of blocks. Further ones are joined, which bounds the memory for any input.
const BLOCKS_READ_MAX: usize = 10_000;

pub(super) const TOO_MANY_PARAGRAPHS: &str =
    "An article cannot have this many paragraphs; from here on they were joined into one, with line breaks.";

/// Maximum number of runs in all blocks together. Further ones lose their marks.
const RUNS_MAX: usize = 20_000;

/// The kind of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::importing) enum BlockKind {
    /// A heading; level 1 is the outermost.
    Heading {
        level: u8,
        anchor: Option<String>,
    },
    Paragraph,
    /// A paragraph of a quotation.
    Quote,
    /// A list item; level 1 is the outermost.
    Item {
        list: ListItem,
        level: u8,
    },
    /// A call to action; its runs are its label.
    Button {
        url: String,
    },
}

/// A block of a text.
#[derive(Debug, Clone)]
pub(in crate::importing) struct ParsedBlock {
    /// The line of the source where it starts, from 1.
    pub line: u64,
    pub kind: BlockKind,
    pub runs: Vec<TextRun>,
}

impl ParsedBlock {
    /// Creates a paragraph without marks and without a source line.
    pub(super) fn paragraph(text: &str) -> Self {
        let run = TextRun { text: text.to_owned(), marks: MarkSet::NONE, link: None, phrase: None };
        Self { line: 0, kind: BlockKind::Paragraph, runs: vec![run] }
    }

    /// Returns the text without marks.
    pub(in crate::importing) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::importing) enum LinkTarget {
    Address(String),
    /// An article, by source id.
    Article(String),
}

impl LinkTarget {
    /// Returns the URL or the source id.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Address(text) | Self::Article(text) => text,
        }
    }
}

/// A card: a preview of another page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::importing) struct Card {
    /// The line of the source where it starts.
    pub line: u64,
    pub title: String,
    /// The text below the title.
    pub excerpt: String,
    /// The URL, if the source states it.
    pub url: Option<String>,
}

/// A parsed document of any format.
#[derive(Debug, Default)]
pub(in crate::importing) struct ParsedDocument {
    /// The title, if the format has one apart from the text.
    pub title: Option<String>,
    /// The kicker: the line above the title.
    pub kicker: Option<String>,
    /// The summary, if the format has one.
    pub summary: Option<String>,
    pub blocks: Vec<ParsedBlock>,
    /// The link targets that runs refer to by index.
    pub links: Vec<LinkTarget>,
    pub cards: Vec<Card>,
    /// Changes and omissions.
    pub notes: Notes,
    open: Option<ParsedBlock>,
    runs: usize,
}

impl ParsedDocument {
    /// Closes the open block and begins another.
    pub(in crate::importing) fn begin(&mut self, line: u64, kind: BlockKind) {
        self.close();
        self.open = Some(ParsedBlock { line, kind, runs: Vec::new() });
    }

    /// Returns true if a block is open.
    pub(in crate::importing) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Adds text to the open block; begins a paragraph if none is open.
    pub(in crate::importing) fn push(&mut self, line: u64, text: &str, marks: MarkSet, target: Option<usize>) {
        let text = normalize_text(text);
        if text.is_empty() {
            return;
        }
        let block = self.open.get_or_insert_with(|| ParsedBlock { line, kind: BlockKind::Paragraph, runs: Vec::new() });
        match block.runs.last_mut() {
            Some(last) if last.marks == marks && last.link == target => last.text.push_str(&text),
            Some(last) if self.runs >= RUNS_MAX => {
                self.notes.add_once(line, "An article cannot have this many marks; from here on they were left out.");
                last.text.push_str(&text);
            }
            _ => {
                self.runs += 1;
                block.runs.push(TextRun { text: text.into_owned(), marks, link: target, phrase: None });
            }
        }
    }

    /// Adds a URL and returns its index, for [`ParsedDocument::push`].
    pub(in crate::importing) fn add_link(&mut self, address: String) -> usize {
        self.add_target(LinkTarget::Address(address))
    }

    /// Adds a link target and returns its index, for [`ParsedDocument::push`].
    pub(in crate::importing) fn add_target(&mut self, target: LinkTarget) -> usize {
        if self.links.last() != Some(&target) {
            self.links.push(target);
        }
        self.links.len() - 1
    }

    /// Maps the line numbers of everything read so far.
    pub(in crate::importing) fn map_lines(&mut self, map: impl Fn(u64) -> u64) {
        self.blocks.iter_mut().for_each(|block| block.line = map(block.line));
        self.cards.iter_mut().for_each(|card| card.line = map(card.line));
        self.notes.map_lines(map);
    }

    /// Closes the open block. A block without text is discarded.
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
        if let Some(last) = self.blocks.last_mut().and_then(|last| last.runs.last_mut()) {
            last.text.push('\n');
            for run in &block.runs {
                last.text.push_str(&run.text);
            }
        }
        self.notes.add_once(block.line, TOO_MANY_PARAGRAPHS);
    }
}

//! The flow of text into blocks: white space, line breaks, list items and cells.

use crate::content::portable_text::ListItem;
use crate::importing::parsed::{BlockKind, MarkSet, ParsedDocument};

/// The meaning of line breaks in a piece of HTML.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::importing) enum LineBreaks {
    /// Spaces, as in HTML.
    #[default]
    Spaces,
    /// As in the classic editor of WordPress: a blank line separates paragraphs, a single line break stays one.
    Paragraphs,
}

/// An open list.
pub(super) struct ListState {
    pub(super) kind: ListItem,
    /// True if one of its items is open.
    pub(super) in_item: bool,
    /// The level that the item states.
    pub(super) level: Option<u8>,
    /// The number of the block that the open item started.
    pub(super) block: Option<u64>,
    /// True for an item without a list element.
    pub(super) implied: bool,
    /// The level that the list states for its items.
    pub(super) claimed: Option<u8>,
}

/// An open table: the number of cells in the current row, and whether the row has a block.
#[derive(Default)]
pub(super) struct TableState {
    pub(super) cells: usize,
    pub(super) in_block: bool,
    /// True if the open cell has no text yet.
    pub(super) at_cell_start: bool,
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
pub(super) struct TextFlow {
    pub(super) parsed: ParsedDocument,
    line_breaks: LineBreaks,
    pub(super) marks: MarkSet,
    /// The index of the current link target.
    pub(super) target: Option<usize>,
    pub(super) heading: Option<u8>,
    /// The anchor of the heading that was just opened.
    pub(super) anchor: Option<String>,
    /// True if the open heading has its block.
    pub(super) heading_begun: bool,
    pub(super) quotes: usize,
    pub(super) preformatted: usize,
    pub(super) ms_list_level: Option<u8>,
    pub(super) is_ms_list_marker: bool,
    ms_list_marker: String,
    pub(super) lists: Vec<ListState>,
    pub(super) tables: Vec<TableState>,
    /// The URL of the button being read.
    pub(super) button: Option<String>,
    /// Number of bytes written.
    pub(super) written: u64,
    blocks: u64,
    /// True if the next word begins a block.
    pub(super) at_block_start: bool,
    /// Pending white space, written before the next word.
    space: Option<char>,
    /// True if the block ends in white space.
    ends_blank: bool,
    breaks: usize,
    line_feeds: usize,
}

impl TextFlow {
    pub(super) fn new(line_breaks: LineBreaks) -> Self {
        Self { line_breaks, at_block_start: true, ends_blank: true, ..Self::default() }
    }

    pub(super) fn finish(mut self) -> ParsedDocument {
        self.end_block();
        self.parsed.close();
        self.parsed
    }

    /// Ends the current block; the next word begins another one.
    pub(super) fn end_block(&mut self) {
        self.at_block_start = true;
        self.space = None;
        self.breaks = 0;
        self.line_feeds = 0;
    }

    pub(super) fn line_break(&mut self) {
        self.space = None;
        self.breaks += 1;
        self.line_feeds = 0;
    }

    /// Writes the pending space before the marks change, so that it is outside of the new marks.
    pub(super) fn flush_space(&mut self) {
        if self.at_block_start || self.ends_blank || self.breaks > 0 || self.line_feeds > 0 {
            return;
        }
        if let Some(space) = self.space.take() {
            self.write(space.encode_utf8(&mut [0; 4]), 0);
            self.ends_blank = true;
        }
    }

    /// Adds a piece of text.
    pub(super) fn text(&mut self, text: &str, line: u64) {
        if self.is_ms_list_marker {
            self.ms_list_marker.push_str(text.get(..40).unwrap_or(text));
            return;
        }
        if self.preformatted > 0 {
            self.preformatted_text(text, line);
            return;
        }
        let mut word = String::new();
        for character in text.chars() {
            match character {
                '\n' if self.line_breaks == LineBreaks::Paragraphs && self.tables.is_empty() => {
                    self.flush_word(&mut word, line);
                    self.line_feeds += 1;
                    self.space = Some(' ');
                }
                ' ' | '\t' | '\n' | '\r' | '\x0c' => {
                    self.flush_word(&mut word, line);
                    self.space = Some(' ');
                }
                // A single one between two words is intended. Several, or one beside a space, are only for spacing.
                '\u{a0}' => {
                    self.flush_word(&mut word, line);
                    self.space = Some(if self.space.is_none() { '\u{a0}' } else { ' ' });
                }
                other => word.push(other),
            }
        }
        self.flush_word(&mut word, line);
    }

    fn flush_word(&mut self, word: &mut String, line: u64) {
        if word.is_empty() {
            return;
        }
        let breaks = self.breaks.max(self.line_feeds);
        let in_a_line = self.heading.is_some() || !self.tables.is_empty();
        let keeps_block = in_a_line || self.lists.iter().any(|list| list.in_item) || self.button.is_some();
        if breaks > 1 && !keeps_block {
            self.end_block();
        }
        if self.at_block_start {
            self.begin(line);
        } else if breaks > 0 && in_a_line {
            self.write(" ", line);
        } else if breaks > 0 {
            self.parsed.push(line, "\n", MarkSet::NONE, None);
        } else if let Some(space) = self.space.filter(|_| !self.ends_blank) {
            self.write(space.encode_utf8(&mut [0; 4]), line);
        }
        self.space = None;
        self.breaks = 0;
        self.line_feeds = 0;
        self.write(&std::mem::take(word), line);
        self.ends_blank = false;
    }

    fn preformatted_text(&mut self, text: &str, line: u64) {
        let text = if self.at_block_start { text.trim_start_matches(['\n', '\r']) } else { text };
        if text.is_empty() || (self.at_block_start && text.trim().is_empty()) {
            return;
        }
        if self.at_block_start {
            self.begin(line);
        }
        let marks = if self.tables.is_empty() { self.marks.with(MarkSet::CODE) } else { self.marks };
        self.written += text.len() as u64;
        self.parsed.push(line, text, marks, self.target);
        self.ends_blank = false;
    }

    fn write(&mut self, text: &str, line: u64) {
        let emphasis = self.heading.is_some() && !self.is_heading_block();
        let marks = if emphasis { self.marks.with(MarkSet::STRONG) } else { self.marks };
        self.written += text.len() as u64;
        self.parsed.push(line, text, marks, self.target);
    }

    /// Returns true if a heading becomes a heading block. In list items, quotations and cells its text is bold instead.
    fn is_heading_block(&self) -> bool {
        self.quotes == 0 && self.tables.is_empty() && !self.lists.iter().any(|list| list.in_item)
    }

    /// Begins the block of the next words.
    pub(super) fn begin(&mut self, line: u64) {
        self.at_block_start = false;
        self.ends_blank = true;
        let marker = std::mem::take(&mut self.ms_list_marker);
        if let Some(table) = self.tables.last_mut() {
            let at_cell_start = std::mem::take(&mut table.at_cell_start);
            if std::mem::replace(&mut table.in_block, true) && self.parsed.is_open() {
                if !at_cell_start {
                    self.parsed.push(line, "\n", MarkSet::NONE, None);
                }
            } else {
                self.begin_block(line, BlockKind::Paragraph);
            }
            return;
        }
        let depth = u8::try_from(self.lists.len()).unwrap_or(u8::MAX);
        let blocks = self.blocks;
        if let Some(list) = self.lists.last_mut().filter(|list| list.in_item || self.quotes == 0) {
            if list.block == Some(blocks) && self.parsed.is_open() {
                self.parsed.push(line, "\n", MarkSet::NONE, None);
                return;
            }
            list.block = Some(blocks + 1);
            let shape = BlockKind::Item { list: list.kind, level: list.level.unwrap_or(depth) };
            self.begin_block(line, shape);
        } else if let Some(url) = self.button.clone() {
            self.begin_block(line, BlockKind::Button { url });
        } else if let Some(level) = self.heading.filter(|_| self.is_heading_block()) {
            if std::mem::replace(&mut self.heading_begun, true) && self.parsed.is_open() {
                self.parsed.push(line, " ", MarkSet::NONE, None);
            } else {
                let anchor = self.anchor.take();
                self.begin_block(line, BlockKind::Heading { level, anchor });
            }
        } else if let Some(level) = self.ms_list_level {
            self.begin_block(line, BlockKind::Item { list: kind_of(&marker), level });
        } else {
            self.begin_block(line, if self.quotes > 0 { BlockKind::Quote } else { BlockKind::Paragraph });
        }
    }

    fn begin_block(&mut self, line: u64, shape: BlockKind) {
        self.blocks += 1;
        self.parsed.begin(line, shape);
    }
}

/// Returns the kind of list for a marker written by Word.
fn kind_of(marker: &str) -> ListItem {
    let marker = marker.trim();
    let numbered = marker.len() > 1
        && marker.ends_with(['.', ')'])
        && marker.starts_with(|first: char| first.is_alphanumeric() || first == '(');
    if numbered { ListItem::Number } else { ListItem::Bullet }
}

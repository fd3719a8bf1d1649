//! The words of a page as they flow into parts: white space, line breaks, list items and cells.

use super::LineBreaks;
use super::places::{List, Table};
use crate::content::portable_text::ListItem;
use crate::importing::manuscript::{Manuscript, Marks, Shape};

#[expect(clippy::struct_excessive_bools, reason = "each says something of its own about where the next word goes")]
pub(super) struct Flow {
    pub(super) manuscript: Manuscript,
    line_breaks: LineBreaks,
    pub(super) marks: Marks,
    /// The number of the address that words lead to.
    pub(super) target: Option<usize>,
    pub(super) heading: Option<u8>,
    /// The name of the heading that has just begun.
    pub(super) anchor: Option<String>,
    /// Whether the open heading has its part.
    pub(super) heading_begun: bool,
    pub(super) quotes: usize,
    pub(super) literal: usize,
    pub(super) word_level: Option<u8>,
    pub(super) is_word_sign: bool,
    word_sign: String,
    pub(super) lists: Vec<List>,
    pub(super) tables: Vec<Table>,
    /// Where the button leads that is being read.
    pub(super) button: Option<String>,
    /// How many characters have been written.
    pub(super) written: u64,
    parts: u64,
    /// Whether the next word begins a part.
    pub(super) fresh: bool,
    /// White space that becomes one space if a word follows.
    space: Option<char>,
    /// Whether the part ends in white space already.
    ends_blank: bool,
    breaks: usize,
    line_feeds: usize,
}

impl Flow {
    pub(super) fn new(line_breaks: LineBreaks) -> Self {
        Self {
            manuscript: Manuscript::default(),
            line_breaks,
            marks: Marks::NONE,
            target: None,
            heading: None,
            anchor: None,
            heading_begun: false,
            quotes: 0,
            literal: 0,
            word_level: None,
            is_word_sign: false,
            word_sign: String::new(),
            lists: Vec::new(),
            tables: Vec::new(),
            button: None,
            written: 0,
            parts: 0,
            fresh: true,
            space: None,
            ends_blank: true,
            breaks: 0,
            line_feeds: 0,
        }
    }

    pub(super) fn finish(mut self) -> Manuscript {
        self.part();
        self.manuscript.close();
        self.manuscript
    }

    /// What comes next is another part.
    pub(super) fn part(&mut self) {
        self.fresh = true;
        self.space = None;
        self.breaks = 0;
        self.line_feeds = 0;
    }

    pub(super) fn line_break(&mut self) {
        self.space = None;
        self.breaks += 1;
        self.line_feeds = 0;
    }

    /// Writes the space that is due before marks change, so that it stands outside of them.
    pub(super) fn flush_space(&mut self) {
        if self.fresh || self.ends_blank || self.breaks > 0 || self.line_feeds > 0 {
            return;
        }
        if let Some(space) = self.space.take() {
            self.write(space.encode_utf8(&mut [0; 4]), 0);
            self.ends_blank = true;
        }
    }

    /// Takes a piece of text.
    pub(super) fn text(&mut self, text: &str, line: u64) {
        if self.is_word_sign {
            self.word_sign.push_str(text.get(..40).unwrap_or(text));
            return;
        }
        if self.literal > 0 {
            self.literal_text(text, line);
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
                // One between two words is meant; more of them, or beside a space, are there for the looks.
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
        let keeps_part = in_a_line || self.lists.iter().any(|list| list.in_item) || self.button.is_some();
        if breaks > 1 && !keeps_part {
            self.part();
        }
        if self.fresh {
            self.begin(line);
        } else if breaks > 0 && in_a_line {
            self.write(" ", line);
        } else if breaks > 0 {
            self.manuscript.push(line, "\n", Marks::NONE, None);
        } else if let Some(space) = self.space.filter(|_| !self.ends_blank) {
            self.write(space.encode_utf8(&mut [0; 4]), line);
        }
        self.space = None;
        self.breaks = 0;
        self.line_feeds = 0;
        let text = std::mem::take(word);
        self.write(&text, line);
        self.ends_blank = false;
    }

    fn literal_text(&mut self, text: &str, line: u64) {
        let text = if self.fresh { text.trim_start_matches(['\n', '\r']) } else { text };
        if text.is_empty() || (self.fresh && text.trim().is_empty()) {
            return;
        }
        if self.fresh {
            self.begin(line);
        }
        let marks = if self.tables.is_empty() { self.marks.with(Marks::CODE) } else { self.marks };
        self.written += text.len() as u64;
        self.manuscript.push(line, text, marks, self.target);
        self.ends_blank = false;
    }

    fn write(&mut self, text: &str, line: u64) {
        let emphasis = self.heading.is_some() && !self.is_heading_part();
        let marks = if emphasis { self.marks.with(Marks::STRONG) } else { self.marks };
        self.written += text.len() as u64;
        self.manuscript.push(line, text, marks, self.target);
    }

    /// Whether a heading is one here: in list items, quotations and cells its words are only bold.
    fn is_heading_part(&self) -> bool {
        self.quotes == 0 && self.tables.is_empty() && !self.lists.iter().any(|list| list.in_item)
    }

    /// Begins the part that the next words stand in.
    pub(super) fn begin(&mut self, line: u64) {
        self.fresh = false;
        self.ends_blank = true;
        let sign = std::mem::take(&mut self.word_sign);
        if let Some(table) = self.tables.last_mut() {
            let at_cell_start = std::mem::take(&mut table.at_cell_start);
            if std::mem::replace(&mut table.in_part, true) && self.manuscript.is_open() {
                if !at_cell_start {
                    self.manuscript.push(line, "\n", Marks::NONE, None);
                }
            } else {
                self.new_part(line, Shape::Paragraph);
            }
            return;
        }
        let depth = u8::try_from(self.lists.len()).unwrap_or(u8::MAX);
        let parts = self.parts;
        if let Some(list) = self.lists.last_mut().filter(|list| list.in_item || self.quotes == 0) {
            if list.part == Some(parts) && self.manuscript.is_open() {
                self.manuscript.push(line, "\n", Marks::NONE, None);
                return;
            }
            list.part = Some(parts + 1);
            let shape = Shape::Item { list: list.kind, level: list.level.unwrap_or(depth) };
            self.new_part(line, shape);
        } else if let Some(url) = self.button.clone() {
            self.new_part(line, Shape::Button { url });
        } else if let Some(level) = self.heading.filter(|_| self.is_heading_part()) {
            if std::mem::replace(&mut self.heading_begun, true) && self.manuscript.is_open() {
                self.manuscript.push(line, " ", Marks::NONE, None);
            } else {
                let anchor = self.anchor.take();
                self.new_part(line, Shape::Heading { level, anchor });
            }
        } else if let Some(level) = self.word_level {
            self.new_part(line, Shape::Item { list: kind_of(&sign), level });
        } else {
            self.new_part(line, if self.quotes > 0 { Shape::Quote } else { Shape::Paragraph });
        }
    }

    fn new_part(&mut self, line: u64, shape: Shape) {
        self.parts += 1;
        self.manuscript.begin(line, shape);
    }
}

/// Whether the sign that Word writes before an item is a number.
fn kind_of(sign: &str) -> ListItem {
    let sign = sign.trim();
    let numbered = sign.len() > 1
        && sign.ends_with(['.', ')'])
        && sign.starts_with(|first: char| first.is_alphanumeric() || first == '(');
    if numbered { ListItem::Number } else { ListItem::Bullet }
}

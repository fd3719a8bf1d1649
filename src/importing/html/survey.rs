//! A first look over a page: where its text is, and which of its tables hold it.

use super::elements::{Role, is_void, role};
use super::review::is_of_word_processor;
use super::tokens::{Sink, StartTag};

/// What part of a page is its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// All of it: it is a fragment.
    All,
    /// The element `main`.
    Main,
    /// The only `article`.
    Article,
    /// The body, but for what stands around the text by its element.
    Body,
}

/// What the first look found.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the page")]
pub(super) struct Survey {
    has_page: bool,
    /// What stands on a clipboard is a fragment, whatever is put around it.
    is_clipboard: bool,
    mains: usize,
    articles: usize,
    /// For each table in its order: whether it is there for the layout.
    layouts: Vec<bool>,
    tables: Vec<usize>,
    headers: usize,
    /// Whether the heading of the page stands in a `header`.
    pub(super) heading_in_header: bool,
    /// True if a word processor wrote it.
    pub(super) is_of_word_processor: bool,
}

impl Survey {
    /// Where the text is.
    pub(super) fn region(&self) -> Region {
        match self {
            Self { has_page: false, .. } | Self { is_clipboard: true, .. } => Region::All,
            Self { mains: 1.., .. } => Region::Main,
            Self { articles: 1, .. } => Region::Article,
            _ => Region::Body,
        }
    }

    /// Whether the table of that number, from 0, is there for the layout: it holds headings, lists or tables.
    pub(super) fn is_layout(&self, table: usize) -> bool {
        self.layouts.get(table).copied().unwrap_or(false)
    }
}

/// Whether an element is the main text of its page.
pub(super) fn is_main(tag: &StartTag<'_>) -> bool {
    tag.name == "main" || tag.says("role", "main")
}

impl Sink for Survey {
    fn start(&mut self, tag: &StartTag<'_>, _line: u64) {
        if is_main(tag) {
            self.mains += 1;
        }
        self.is_of_word_processor |= is_of_word_processor(tag);
        match tag.name {
            "html" | "body" | "head" => self.has_page = true,
            "article" => self.articles += 1,
            "header" => self.headers += 1,
            "h1" if self.headers > 0 => self.heading_in_header = true,
            _ => {}
        }
        let holds_text =
            matches!(role(tag.name), Role::Heading(_) | Role::List { .. } | Role::Table | Role::Quote | Role::Literal);
        if holds_text && let Some(table) = self.tables.last() {
            self.layouts[*table] = true;
        }
        if tag.name == "table" && !is_void(tag.name) {
            self.tables.push(self.layouts.len());
            self.layouts.push(false);
        }
    }

    fn end(&mut self, name: &str, _line: u64) {
        match name {
            "table" => {
                self.tables.pop();
            }
            "header" => self.headers = self.headers.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, _text: &str, _line: u64) {}

    fn comment(&mut self, text: &str, _line: u64) {
        self.is_clipboard |= text.trim() == "StartFragment";
    }
}

//! A first look over a page: where its text is, and which of its tables hold it.

use super::elements::{ElementRole, is_void, role};
use super::tokens::{StartTag, TagSink};
use super::tracked_changes::is_from_word_processor;

/// What part of a page is its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentRegion {
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
pub(super) struct PageLayout {
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
    pub(super) is_from_word_processor: bool,
}

impl PageLayout {
    /// Where the text is.
    pub(super) fn region(&self) -> ContentRegion {
        match self {
            Self { has_page: false, .. } | Self { is_clipboard: true, .. } => ContentRegion::All,
            Self { mains: 1.., .. } => ContentRegion::Main,
            Self { articles: 1, .. } => ContentRegion::Article,
            _ => ContentRegion::Body,
        }
    }

    /// Whether the table of that number, from 0, is there for the layout: it holds headings, lists or tables.
    pub(super) fn is_layout(&self, table: usize) -> bool {
        self.layouts.get(table).copied().unwrap_or(false)
    }
}

/// Whether an element is the main text of its page.
pub(super) fn is_main(tag: &StartTag<'_>) -> bool {
    tag.name == "main" || tag.has_value("role", "main")
}

impl TagSink for PageLayout {
    fn start(&mut self, tag: &StartTag<'_>, _line: u64) {
        if is_main(tag) {
            self.mains += 1;
        }
        self.is_from_word_processor |= is_from_word_processor(tag);
        match tag.name {
            "html" | "body" | "head" => self.has_page = true,
            "article" => self.articles += 1,
            "header" => self.headers += 1,
            "h1" if self.headers > 0 => self.heading_in_header = true,
            _ => {}
        }
        let holds_text = matches!(
            role(tag.name),
            ElementRole::Heading(_)
                | ElementRole::List { .. }
                | ElementRole::Table
                | ElementRole::Quote
                | ElementRole::Preformatted
        );
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

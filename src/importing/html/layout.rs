//! First pass over a page: finds the main content and the tables used for layout.

use super::elements::{is_void, role};
use super::tokens::{StartTag, TagSink};
use super::tracked_changes::is_from_word_processor;

/// The part of a page that is its content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ContentRegion {
    /// All of it: the input is a fragment.
    #[default]
    All,
    /// The element `main`.
    Main,
    /// The only `article` element.
    Article,
    /// The body without boilerplate elements.
    Body,
}

/// The result of the first pass.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
pub(super) struct PageLayout {
    has_page: bool,
    /// True for clipboard data, which is a fragment even inside of a page.
    is_clipboard: bool,
    mains: usize,
    articles: usize,
    /// One entry per table, in order: true if it is used for layout.
    layouts: Vec<bool>,
    tables: Vec<usize>,
    headers: usize,
    /// True if the heading of the page is inside a `header`.
    pub(super) heading_in_header: bool,
    /// True if a word processor wrote the page.
    pub(super) is_from_word_processor: bool,
}

impl PageLayout {
    /// Returns the part of the page that is its content.
    pub(super) fn region(&self) -> ContentRegion {
        match self {
            Self { has_page: false, .. } | Self { is_clipboard: true, .. } => ContentRegion::All,
            Self { mains: 1.., .. } => ContentRegion::Main,
            Self { articles: 1, .. } => ContentRegion::Article,
            _ => ContentRegion::Body,
        }
    }

    /// Returns true if the table with this index is used for layout: it contains headings, lists, quotations or tables.
    pub(super) fn is_layout(&self, table: usize) -> bool {
        self.layouts.get(table).copied().unwrap_or(false)
    }
}

/// Returns true if an element is the main content of its page.
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
        if role(tag.name).is_structure()
            && let Some(table) = self.tables.last()
        {
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

//! The source text of Markdown documents: size limit, parser options, line endings, and the sections of a file.

use std::borrow::Cow;

use pulldown_cmark::Options;
use serde_json::{Map, Value};

/// Maximum size in bytes of a file that is read as one article. Parsed Markdown can take a hundred times the memory of
/// its source. A book is smaller than this.
pub(super) const FILE_MAX: usize = 400_000;

/// The parser options for all Markdown.
pub(super) const OPTIONS: Options = Options::ENABLE_STRIKETHROUGH
    .union(Options::ENABLE_TABLES)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

/// A section of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionFile {
    /// The heading as plain text. `None` for text before the first heading, and for a heading without text.
    pub heading: Option<String>,
    /// The `#anchor` after the heading, without the `#`.
    pub anchor: Option<String>,
    /// The text without the heading.
    pub markdown: String,
    /// The line of the file where the text starts, from 1.
    pub line: usize,
}

impl SectionFile {
    /// Returns the heading and the anchor as members of a section.
    pub fn heading_fields(&self) -> Map<String, Value> {
        let members = [("heading", &self.heading), ("anchor", &self.anchor)].into_iter();
        members.filter_map(|(name, text)| Some((name.to_owned(), Value::String(text.clone()?)))).collect()
    }
}

/// Replaces every line ending by a line feed.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

//! The source text of Markdown documents: its size limit, parser options, line ends, and the sections of a file.

use std::borrow::Cow;

use pulldown_cmark::Options;
use serde_json::{Map, Value};

/// The most bytes of a file that is read as one article. What a parser of Markdown makes of a text can take a hundred
/// times its size; a book has less.
pub(super) const FILE_MAX: usize = 400_000;

/// The parser options for all Markdown.
pub(super) const OPTIONS: Options = Options::ENABLE_STRIKETHROUGH
    .union(Options::ENABLE_TABLES)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

/// A section as a file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionFile {
    /// Its heading as plain text; none for what stands before the first heading, and for a heading without text.
    pub heading: Option<String>,
    /// The `#anchor` behind its heading, without the `#`.
    pub anchor: Option<String>,
    /// Its text, without its heading.
    pub markdown: String,
    /// The line of the file where its text starts, from 1.
    pub line: usize,
}

impl SectionFile {
    /// The members of a section that say how it is called.
    pub fn heading_fields(&self) -> Map<String, Value> {
        let members = [("heading", &self.heading), ("anchor", &self.anchor)].into_iter();
        members.filter_map(|(name, text)| Some((name.to_owned(), Value::String(text.clone()?)))).collect()
    }
}

/// The text with a line feed for every line break.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

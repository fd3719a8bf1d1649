//! The flavours of Markdown.

/// The purpose of the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkdownFlavour {
    /// For people and programs: phrases are words, links to articles are URLs.
    Readable,
    /// For a later import into Cairn: phrases and articles are referenced by id.
    RoundTrip,
}

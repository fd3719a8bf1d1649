//! The flavours of Markdown.

/// Whom the Markdown is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkdownFlavour {
    /// People and programs that read it: phrases stand as words, links to articles by their address.
    Readable,
    /// Cairn itself, later: phrases and articles stand by their ids.
    RoundTrip,
}

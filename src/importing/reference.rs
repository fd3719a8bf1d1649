//! References to phrases and articles by name, written in Markdown as `phrase:` and `article:`.

use crate::content::Id;

/// A reference in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkdownReference<'t> {
    /// The name after `phrase:`.
    Phrase(&'t str),
    /// The name between `article:` and the `#` of an anchor.
    Article(&'t str),
    /// A path relative to the file, such as `../setup.md`, without its anchor. Only in files that are not in the import
    /// format.
    Relative(&'t str),
}

/// Resolves a reference to an id.
pub type ResolveReference<'r> = &'r dyn Fn(MarkdownReference<'_>) -> Option<Id>;

/// Parses the name as an id, for the API, where source ids have no meaning.
pub fn resolve_id(named: MarkdownReference<'_>) -> Option<Id> {
    let (MarkdownReference::Phrase(name) | MarkdownReference::Article(name) | MarkdownReference::Relative(name)) =
        named;
    name.parse().ok()
}

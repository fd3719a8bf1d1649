//! Names for phrases and articles, as they stand in Markdown behind `phrase:` and `article:`.

use crate::content::Id;

/// A thing that Markdown names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkdownReference<'t> {
    /// What stands behind `phrase:`.
    Phrase(&'t str),
    /// What stands between `article:` and the `#` of an anchor.
    Article(&'t str),
    /// An address relative to the file, such as `../setup.md`, without the `#` of an anchor: only in files that were
    /// not written for Cairn.
    Relative(&'t str),
}

/// Looks up the entity that Markdown names.
pub type ResolveReference<'r> = &'r dyn Fn(MarkdownReference<'_>) -> Option<Id>;

/// The id that a name is: what the API takes, where names of an import mean nothing.
pub fn resolve_id(named: MarkdownReference<'_>) -> Option<Id> {
    let (MarkdownReference::Phrase(name) | MarkdownReference::Article(name) | MarkdownReference::Relative(name)) =
        named;
    name.parse().ok()
}

//! Inline marks of Markdown and of the few HTML tags with the same meaning.

use super::diagnostics::excerpt;
use super::events::EventReader;

/// The effect of an inline HTML tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InlineTag {
    /// Opens a decorator.
    Open(&'static str),
    /// Closes a decorator.
    Close(&'static str),
    /// A line break.
    Break,
    /// Any other tag: no effect.
    Other,
    Comment,
}

/// Parses a tag. The flag is true if it has attributes.
fn read_tag(source: &str) -> (InlineTag, bool) {
    let inside = source.trim_start_matches('<').trim_end_matches('>');
    if inside.starts_with('!') || inside.starts_with('?') {
        return (InlineTag::Comment, false);
    }
    let (closes, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside.trim_end_matches('/')),
    };
    let name_end =
        inside.find(|character: char| !character.is_ascii_alphanumeric() && character != '-').unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(name_end);
    let tag = match (decorator_of(&name.to_ascii_lowercase()), closes) {
        (Some(decorator), false) => InlineTag::Open(decorator),
        (Some(decorator), true) => InlineTag::Close(decorator),
        (None, _) if name.eq_ignore_ascii_case("br") => InlineTag::Break,
        (None, _) => InlineTag::Other,
    };
    (tag, !attributes.trim().is_empty())
}

fn decorator_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "u" => "underline",
        "strong" | "b" => "strong",
        "em" | "i" => "em",
        "del" | "s" => "strike-through",
        "code" => "code",
        _ => return None,
    })
}

impl EventReader<'_> {
    /// Handles a tag or comment.
    pub(super) fn inline_html(&mut self, source: &str, at: usize) {
        let (tag, has_attributes) = read_tag(source);
        // Even a tag without text starts a paragraph. Its mark ends with that paragraph.
        self.builder(at);
        let understood = match tag {
            InlineTag::Open(decorator) => {
                self.marks.open_tag(decorator);
                true
            }
            InlineTag::Close(decorator) => self.marks.close_tag(decorator),
            InlineTag::Break => {
                self.marked_text("\n", None, at);
                true
            }
            InlineTag::Other | InlineTag::Comment => false,
        };
        if !understood {
            self.diagnostics.warn(at, &format!("{} was left out.", excerpt(source)));
        } else if has_attributes {
            self.diagnostics.warn(at, &format!("The attributes of {} were left out.", excerpt(source)));
        }
    }
}

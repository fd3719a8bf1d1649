//! Which marks are open: those of Markdown and those of the few HTML tags that mean the same.

use super::diagnostics::abbreviate;
use super::events::EventReader;
use crate::content::portable_text::DECORATORS;

/// What an inline HTML tag is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InlineTag {
    /// Opens a decorator.
    Open(&'static str),
    /// Closes a decorator.
    Close(&'static str),
    /// Breaks the line.
    Break,
    /// Means nothing here.
    Other,
    Comment,
}

/// Reads one tag, and whether it has attributes.
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
    /// Takes one tag or comment.
    pub(super) fn inline_html(&mut self, source: &str, at: usize) {
        let (tag, has_attributes) = read_tag(source);
        // Even a tag without text starts a paragraph, at the end of which its mark ends.
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
            self.diagnostics.warn(at, &format!("{} was left out.", abbreviate(source)));
        } else if has_attributes {
            self.diagnostics.warn(at, &format!("The attributes of {} were left out.", abbreviate(source)));
        }
    }
}

/// The marks that text gets where it stands.
#[derive(Debug, Default)]
pub(super) struct OpenMarks {
    markdown: [u32; DECORATORS.len()],
    html: [u32; DECORATORS.len()],
    /// The annotations of the open links; none for a link that annotates nothing.
    links: Vec<Option<String>>,
}

impl OpenMarks {
    /// The marks of text: decorators in the order of the profile, then the annotation.
    pub(super) fn names(&self) -> Vec<String> {
        self.names_with(None)
    }

    /// The marks of text that is also marked with `extra`.
    pub(super) fn names_with(&self, extra: Option<&str>) -> Vec<String> {
        let is_open = |place: usize, word: &str| {
            self.markdown.get(place).is_some_and(|count| *count > 0)
                || self.html.get(place).is_some_and(|count| *count > 0)
                || extra == Some(word)
        };
        let decorators = DECORATORS.iter().enumerate().filter(|(place, word)| is_open(*place, word));
        let link = self.links.iter().rev().flatten().next();
        decorators.map(|(_, word)| (*word).to_owned()).chain(link.cloned()).collect()
    }

    pub(super) fn open(&mut self, decorator: &str) {
        if let Some(count) = count_of(&mut self.markdown, decorator) {
            *count += 1;
        }
    }

    pub(super) fn close(&mut self, decorator: &str) {
        if let Some(count) = count_of(&mut self.markdown, decorator) {
            *count = count.saturating_sub(1);
        }
    }

    pub(super) fn open_tag(&mut self, decorator: &str) {
        if let Some(count) = count_of(&mut self.html, decorator) {
            *count += 1;
        }
    }

    /// Whether there was such a tag to close.
    pub(super) fn close_tag(&mut self, decorator: &str) -> bool {
        match count_of(&mut self.html, decorator) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// Whether a tag was still open. No mark goes on over the end of its block.
    pub(super) fn end_block(&mut self) -> bool {
        let tag_was_open = self.html.iter().any(|count| *count > 0);
        *self = Self::default();
        tag_was_open
    }

    pub(super) fn open_link(&mut self, mark: Option<String>) {
        self.links.push(mark);
    }

    pub(super) fn close_link(&mut self) {
        self.links.pop();
    }
}

fn count_of<'c>(counts: &'c mut [u32; DECORATORS.len()], decorator: &str) -> Option<&'c mut u32> {
    let place = DECORATORS.iter().position(|word| *word == decorator)?;
    counts.get_mut(place)
}

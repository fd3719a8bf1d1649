//! The open marks at the current position.

use crate::content::portable_text::DECORATORS;

/// The marks of the text at the current position.
#[derive(Debug, Default)]
pub(super) struct OpenMarks {
    markdown: [u32; DECORATORS.len()],
    html: [u32; DECORATORS.len()],
    /// The annotations of the open links; `None` for a link without an annotation.
    links: Vec<Option<String>>,
}

impl OpenMarks {
    /// Returns the marks of the text: decorators in the order of the profile, then the annotation.
    pub(super) fn names(&self) -> Vec<String> {
        self.names_with(None)
    }

    /// Returns the marks of text with the additional mark `extra`.
    pub(super) fn names_with(&self, extra: Option<&str>) -> Vec<String> {
        let is_open = |index: usize, word: &str| {
            self.markdown.get(index).is_some_and(|count| *count > 0)
                || self.html.get(index).is_some_and(|count| *count > 0)
                || extra == Some(word)
        };
        let decorators = DECORATORS.iter().enumerate().filter(|(index, word)| is_open(*index, word));
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

    /// Closes a tag. Returns false if none was open.
    pub(super) fn close_tag(&mut self, decorator: &str) -> bool {
        let Some(count) = count_of(&mut self.html, decorator).filter(|count| **count > 0) else { return false };
        *count -= 1;
        true
    }

    /// Closes all marks at the end of a block. Returns true if an HTML tag was still open.
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
    let index = DECORATORS.iter().position(|word| *word == decorator)?;
    counts.get_mut(index)
}

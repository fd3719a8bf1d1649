//! The bounded stack of open elements, and their combined effect on the text inside.

use super::elements::{ElementRole, blocks_end_tag, is_scope};
use super::styles::CssStyle;
use crate::importing::parsed::MarkSet;

/// Maximum depth of the stack. Deeper elements have no effect.
const DEPTH_MAX: usize = 128;

/// Maximum number of nested elements with the same mark.
const SAME_MARKS_MAX: usize = 3;

/// An open element.
#[derive(Debug)]
pub(super) struct OpenElement {
    pub name: Box<str>,
    pub role: ElementRole,
    pub style: CssStyle,
    /// The index of its link target.
    pub link: Option<usize>,
    pub link_start: Option<LinkStart>,
    /// True if it is, or is inside, the main content.
    pub is_main: bool,
    /// The heading level, if it is a heading by its role.
    pub heading: Option<u8>,
}

/// The start of a link. A link without text is reported at its end.
#[derive(Debug)]
pub(super) struct LinkStart {
    /// The abbreviated URL.
    pub address: Box<str>,
    /// The count of bytes written before the link.
    pub written: u64,
}

#[derive(Debug, Default)]
pub(super) struct ElementStack(Vec<OpenElement>);

impl ElementStack {
    /// Returns true if another element can be opened.
    pub(super) fn can_open(&self, open: &OpenElement) -> bool {
        let repeats = || self.0.iter().filter(|other| other.name == open.name).count() >= SAME_MARKS_MAX;
        self.0.len() < DEPTH_MAX && !(matches!(open.role, ElementRole::Marked(_)) && repeats())
    }

    pub(super) fn push(&mut self, open: OpenElement) {
        self.0.push(open);
    }

    /// Returns the nearest open element that satisfies `is`, searching no further than one that satisfies `stops`.
    pub(super) fn find_nearest(
        &self,
        is: impl Fn(&OpenElement) -> bool,
        stops: impl Fn(&OpenElement) -> bool,
    ) -> Option<usize> {
        for (index, open) in self.0.iter().enumerate().rev() {
            if is(open) {
                return Some(index);
            }
            if stops(open) {
                return None;
            }
        }
        None
    }

    /// Returns the nearest open element that satisfies `is`, in the current scope.
    pub(super) fn find_in_scope(&self, is: impl Fn(&OpenElement) -> bool) -> Option<usize> {
        self.find_nearest(is, |open| is_scope(&open.name))
    }

    /// Returns the element that an end tag ends.
    pub(super) fn find_ended(&self, name: &str) -> Option<usize> {
        let is_heading = |name: &str| matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        let same = |open: &OpenElement| *open.name == *name || (is_heading(name) && is_heading(&open.name));
        self.find_nearest(same, |open| blocks_end_tag(&open.name, name))
    }

    /// Closes the element at `index`. An inline element closes alone. Other elements close everything inside them except
    /// marks, which stay open as in browsers.
    pub(super) fn close(&mut self, index: usize) -> Vec<OpenElement> {
        let Some(open) = self.0.get(index) else { return Vec::new() };
        if open.role.is_inline() {
            return vec![self.0.remove(index)];
        }
        let ends_marks = matches!(open.role, ElementRole::Cell | ElementRole::Table);
        let inside = self.0.split_off(index);
        let mut closed = Vec::with_capacity(inside.len());
        for (offset, open) in inside.into_iter().enumerate() {
            if offset > 0 && !ends_marks && matches!(open.role, ElementRole::Marked(_)) {
                self.0.push(open);
            } else {
                closed.push(open);
            }
        }
        closed.reverse();
        closed
    }

    /// Returns the marks of the text inside.
    pub(super) fn marks(&self) -> MarkSet {
        let mut marks = MarkSet::NONE;
        for open in &self.0 {
            if let ElementRole::Marked(own) = open.role {
                marks = marks.with(own);
            }
            marks = marks.without(open.style.off).with(open.style.on);
        }
        // Links are underlined and headings bold anyway.
        let marks = if self.link().is_some() { marks.without(MarkSet::UNDERLINE) } else { marks };
        if self.heading().is_some() { marks.without(MarkSet::STRONG) } else { marks }
    }

    /// Returns the index of the current link target.
    pub(super) fn link(&self) -> Option<usize> {
        self.0.iter().rev().find_map(|open| open.link)
    }

    /// Returns the level of the open heading.
    pub(super) fn heading(&self) -> Option<u8> {
        self.0.iter().rev().find_map(|open| open.heading)
    }

    /// Returns true if the text inside is a list marker written by Word.
    pub(super) fn is_ms_list_marker(&self) -> bool {
        self.0.iter().any(|open| open.style.ms_list_marker)
    }

    /// Returns the list level that Word states for the text inside.
    pub(super) fn ms_list_level(&self) -> Option<u8> {
        self.0.iter().rev().find_map(|open| open.style.ms_list_level)
    }

    /// Returns true if the main content is open.
    pub(super) fn is_in_main(&self) -> bool {
        self.0.iter().any(|open| open.is_main)
    }
}

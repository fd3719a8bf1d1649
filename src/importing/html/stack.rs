//! The elements that are open, at most so many of them, and what they do together to the words inside.

use super::elements::{ElementRole, blocks_end_tag};
use super::styles::CssStyle;
use crate::importing::parsed::MarkSet;

/// Elements nested deeper than this are read as if they were not there.
const DEPTH_MAX: usize = 128;

/// More of the same mark than this are not opened inside one another.
const SAME_MARKS_MAX: usize = 3;

/// An element that is open.
#[derive(Debug)]
pub(super) struct OpenElement {
    pub name: Box<str>,
    pub role: ElementRole,
    pub style: CssStyle,
    /// The number of the address it leads to.
    pub link: Option<usize>,
    pub link_start: Option<LinkStart>,
    /// Whether it is, or is in, the main text.
    pub is_main: bool,
    /// Whether it is a heading by its role.
    pub heading: Option<u8>,
}

/// The start of a link: a link without text is noted when it ends.
#[derive(Debug)]
pub(super) struct LinkStart {
    /// The abbreviated address.
    pub address: Box<str>,
    /// The number of characters that had been written.
    pub written: u64,
}

#[derive(Debug, Default)]
pub(super) struct ElementStack(Vec<OpenElement>);

impl ElementStack {
    /// Whether another element can be opened.
    pub(super) fn can_open(&self, open: &OpenElement) -> bool {
        let repeats = || self.0.iter().filter(|other| other.name == open.name).count() >= SAME_MARKS_MAX;
        self.0.len() < DEPTH_MAX && !(matches!(open.role, ElementRole::Marked(_)) && repeats())
    }

    pub(super) fn push(&mut self, open: OpenElement) {
        self.0.push(open);
    }

    /// The find_nearest open element that `is` says, not looking beyond what `stops` says.
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

    /// The element that an end tag ends.
    pub(super) fn find_ended(&self, name: &str) -> Option<usize> {
        let is_heading = |name: &str| matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        let same = |open: &OpenElement| *open.name == *name || (is_heading(name) && is_heading(&open.name));
        self.find_nearest(same, |open| blocks_end_tag(&open.name, name))
    }

    /// Closes the element at that place: what changes only words goes alone, anything else takes with it what is
    /// open inside it, but for marks, which go on as they do in browsers.
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

    /// The marks of the words inside.
    pub(super) fn marks(&self) -> MarkSet {
        let mut marks = MarkSet::NONE;
        for open in &self.0 {
            if let ElementRole::Marked(own) = open.role {
                marks = marks.with(own);
            }
            marks = marks.without(open.style.off).with(open.style.on);
        }
        // Links and headings look like this anyway.
        let marks = if self.link().is_some() { marks.without(MarkSet::UNDERLINE) } else { marks };
        if self.heading().is_some() { marks.without(MarkSet::STRONG) } else { marks }
    }

    /// The number of the address that the words inside lead to.
    pub(super) fn link(&self) -> Option<usize> {
        self.0.iter().rev().find_map(|open| open.link)
    }

    /// The level of the heading that is open.
    pub(super) fn heading(&self) -> Option<u8> {
        self.0.iter().rev().find_map(|open| open.heading)
    }

    /// Whether the words inside are the sign of an item, as Word writes it.
    pub(super) fn is_ms_list_marker(&self) -> bool {
        self.0.iter().any(|open| open.style.ms_list_marker)
    }

    /// The level of the item that Word says the words inside are.
    pub(super) fn ms_list_level(&self) -> Option<u8> {
        self.0.iter().rev().find_map(|open| open.style.ms_list_level)
    }

    /// Whether the main text is open.
    pub(super) fn is_in_main(&self) -> bool {
        self.0.iter().any(|open| open.is_main)
    }
}

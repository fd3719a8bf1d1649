//! The elements that are open, at most so many of them, and what they do together to the words inside.

use super::elements::{Role, keeps};
use super::styles::Style;
use crate::importing::manuscript::Marks;

/// Elements nested deeper than this are read as if they were not there.
const DEPTH_MAX: usize = 128;

/// More of the same mark than this are not opened inside one another.
const SAME_MARKS_MAX: usize = 3;

/// An element that is open.
#[derive(Debug)]
pub(super) struct Open {
    pub name: Box<str>,
    pub role: Role,
    pub style: Style,
    /// The number of the address it leads to.
    pub link: Option<usize>,
    /// Where it leads, and how much had been written when it began.
    pub href: Option<(Box<str>, u64)>,
    /// Whether it is, or is in, the main text.
    pub is_main: bool,
    /// Whether it is a heading by its role.
    pub heading: Option<u8>,
}

#[derive(Debug, Default)]
pub(super) struct Stack(Vec<Open>);

impl Stack {
    /// Whether another element can be opened.
    pub(super) fn takes(&self, open: &Open) -> bool {
        let repeats = || self.0.iter().filter(|other| other.name == open.name).count() >= SAME_MARKS_MAX;
        self.0.len() < DEPTH_MAX && !(matches!(open.role, Role::Marked(_)) && repeats())
    }

    pub(super) fn push(&mut self, open: Open) {
        self.0.push(open);
    }

    /// The nearest open element that `is` says, not looking beyond what `stops` says.
    pub(super) fn nearest(&self, is: impl Fn(&Open) -> bool, stops: impl Fn(&Open) -> bool) -> Option<usize> {
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
    pub(super) fn ended_by(&self, name: &str) -> Option<usize> {
        let is_heading = |name: &str| matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        let same = |open: &Open| *open.name == *name || (is_heading(name) && is_heading(&open.name));
        self.nearest(same, |open| keeps(&open.name, name))
    }

    /// Closes the element at that place: what changes only words goes alone, anything else takes with it what is
    /// open inside it, but for marks, which go on as they do in browsers.
    pub(super) fn close(&mut self, index: usize) -> Vec<Open> {
        let Some(open) = self.0.get(index) else { return Vec::new() };
        if open.role.is_of_words() {
            return vec![self.0.remove(index)];
        }
        let ends_marks = matches!(open.role, Role::Cell | Role::Table);
        let inside = self.0.split_off(index);
        let mut closed = Vec::with_capacity(inside.len());
        for (offset, open) in inside.into_iter().enumerate() {
            if offset > 0 && !ends_marks && matches!(open.role, Role::Marked(_)) {
                self.0.push(open);
            } else {
                closed.push(open);
            }
        }
        closed.reverse();
        closed
    }

    /// The marks of the words inside.
    pub(super) fn marks(&self) -> Marks {
        let mut marks = Marks::NONE;
        for open in &self.0 {
            if let Role::Marked(own) = open.role {
                marks = marks.with(own);
            }
            marks = marks.without(open.style.off).with(open.style.on);
        }
        // Links and headings look like this anyway.
        let marks = if self.link().is_some() { marks.without(Marks::UNDERLINE) } else { marks };
        if self.heading().is_some() { marks.without(Marks::STRONG) } else { marks }
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
    pub(super) fn is_word_sign(&self) -> bool {
        self.0.iter().any(|open| open.style.word_sign)
    }

    /// The level of the item that Word says the words inside are.
    pub(super) fn word_level(&self) -> Option<u8> {
        self.0.iter().rev().find_map(|open| open.style.word_level)
    }

    /// Whether the main text is open.
    pub(super) fn is_in_main(&self) -> bool {
        self.0.iter().any(|open| open.is_main)
    }
}

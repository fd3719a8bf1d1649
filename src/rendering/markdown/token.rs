//! The tokens of a line of Markdown.

use crate::rendering::marks::Decorator;

/// A part of a line. Opening and closing belong together by their number.
#[derive(Debug)]
pub(super) enum Token<'t> {
    Text(&'t str),
    Code(&'t str),
    Break,
    Open(Decorator, usize),
    Close(Decorator, usize),
    LinkOpen,
    /// What stands between the parentheses of the link.
    LinkClose(String),
}

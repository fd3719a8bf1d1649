//! The tokens of a line of Markdown.

use crate::rendering::marks::Decorator;

/// A part of a line. Matching `Open` and `Close` tokens have the same number.
#[derive(Debug)]
pub(super) enum Token<'t> {
    Text(&'t str),
    Code(&'t str),
    Break,
    Open(Decorator, usize),
    Close(Decorator, usize),
    LinkOpen,
    /// The content of the parentheses of the link.
    LinkClose(String),
}

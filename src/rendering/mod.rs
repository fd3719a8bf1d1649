//! Rendering: published Portable Text, and whole articles, as HTML, Markdown and plain text.
//!
//! Owns the output of each block, mark and annotation in each form; no form loses a word of the text. Must not know
//! where bodies come from or go to: all functions are pure functions of `content` types.

mod articles;
mod body_forms;
mod html;
mod labels;
mod markdown;
mod marks;
mod nested_lists;
mod text;

pub use articles::{ArticleFormat, article_html, preview_page};
pub use body_forms::{BodyForm, BodyForms};
pub use html::to_html;
pub use markdown::{MarkdownFlavour, to_markdown};
pub use text::to_text;

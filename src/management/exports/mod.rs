//! Exports: all content, in a form from which an empty Cairn restores the same state.
//!
//! Owns the lines and their order. Keys, webhooks, previews, schedules and the audit log belong to one server and are
//! not exported.

mod get;
mod markdown;
pub(crate) mod records;
mod streaming;
mod writer;

use crate::management::endpoints::endpoints;

pub use markdown::{MarkdownFile, export_markdown};
pub use records::ExportLineType;
pub use streaming::ExportSlots;
pub use writer::{ExportOptions, export};

endpoints! {
    get::PATH => get get::export_content;
}

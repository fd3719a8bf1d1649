//! Exports: all there is, in a form that an empty Cairn makes the same of.
//!
//! Owns the lines and the order they come in. Keys, webhooks, previews, schedules and the audit log are of one server and
//! in no export.

mod get;
mod markdown;
pub(in crate::management) mod records;
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

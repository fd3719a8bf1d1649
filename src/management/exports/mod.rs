//! Exports: all there is, in a form that an empty Cairn makes the same of.
//!
//! Owns the lines and the order they come in. Keys, webhooks, previews, schedules and the audit log are of one server and
//! in no export.

mod get;
pub(in crate::management) mod lines;
mod markdown;
mod streaming;
mod walk;

use crate::management::endpoints::endpoints;

pub use lines::ExportLineType;
pub use markdown::{MarkdownFile, export_markdown};
pub use streaming::ExportSlots;
pub use walk::{ExportOptions, export};

endpoints! {
    get::PATH => get get::export_content;
}

//! Exports: all there is, in a form that an empty Cairn makes the same of.
//!
//! Owns the lines and the order they come in. Keys, webhooks, previews, schedules and the audit log are of one server and
//! in no export.

mod get;
pub(in crate::management) mod lines;
mod markdown;
mod streaming;
mod walk;

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::http::Resource;

pub use lines::ExportLineType;
pub use markdown::{MarkdownFile, export_markdown};
pub use streaming::ExportSlots;
pub use walk::{ExportOptions, export};

/// The part of the OpenAPI document about exports.
#[derive(OpenApi)]
#[openapi(paths(get::get_export))]
pub(super) struct Api;

/// Adds the addresses.
pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(get::PATH).get(get::get_export).register(config);
}

//! Importing files: a folder of topics, phrases, resources and articles becomes working copies that
//! refer to one another, all of it or nothing.

mod bounds;
mod bundle;
mod ending;
mod entry;
mod format;
mod line;
mod load;
mod log_lines;
mod names;
mod plan;
mod post;
mod public;
mod read;
mod report;
mod restore;
mod restored;
mod save;
mod slots;
mod slugs;
mod unreadable;

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::http::Resource;

pub use crate::importing::Root;
pub use bundle::{Bundle, BundleError, FileProblem, SourceFile, parse_source};
pub use format::Format;
pub use load::{ExportSource, ImportError, ImportOptions, Trust, load, rehearse};
pub use post::ImportSettings;
pub use report::{ImportNote, ImportOutcome, Imported, Report};
pub use restore::is_export;
pub use slots::ImportSlots;
pub use unreadable::by_content as unreadable_content;

/// The part of the OpenAPI document about imports.
#[derive(OpenApi)]
#[openapi(paths(post::post_import))]
pub(super) struct Api;

/// Adds the addresses.
pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(post::PATH).post(post::post_import).register(config);
}

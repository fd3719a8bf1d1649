//! Imports: turns a folder of topics, phrases, resources and articles into working copies that refer to one another,
//! either completely or not at all.

mod bundle;
mod decode;
mod entry;
mod error;
mod export_lines;
mod format;
mod load;
mod log_records;
mod names;
mod options;
mod post;
mod publish;
mod record_checks;
mod report;
mod restore;
mod restored_copy;
mod save;
mod slots;
mod slugs;
mod unsupported;

use crate::management::endpoints::endpoints;

pub use crate::importing::ImportRoot;
pub use bundle::{BundleError, FileProblem, ImportBundle, SourceFile, parse_source};
pub use error::ImportError;
pub use format::Format;
pub use load::{ExportSource, ImportSources, load, load_dry_run};
pub use options::{ImportContext, ImportOptions, Trust};
pub use post::ImportSettings;
pub use report::{ImportNote, ImportOutcome, ImportReport, ImportedEntity};
pub use restore::is_export;
pub use slots::ImportSlots;
pub use unsupported::by_content as unsupported_content;

endpoints! {
    post::PATH => post post::import_content;
}

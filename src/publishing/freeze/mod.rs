//! Freezing: builds documents of published sources, and rebuilds the documents that embed a changed entity.

mod build;
mod context;
mod rebuild;
mod withdrawn;

pub(super) use build::{build_article, build_document, build_embed, without_unpublished_references};
pub(super) use context::FreezeContext;
pub(super) use rebuild::rebuild_with_dependents;
pub(super) use withdrawn::is_current as is_withdrawn_current;

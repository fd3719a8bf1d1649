//! Queries of the working tables, one module for each table or task.

pub(super) mod articles;
pub(super) mod backfill;
pub(super) mod heads;
pub(super) mod integrity;
mod list_columns;
pub(super) mod list_filter;
pub(super) mod listing;
mod phrases;
pub(super) mod references;
mod resources;
pub(super) mod reviews;
pub mod revisions;
pub(super) mod saving;
pub mod schedules;
pub(super) mod search;
mod search_text;
mod topics;
pub mod transfer;
pub(super) mod unpublished;
pub mod workflow;

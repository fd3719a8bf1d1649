//! Queries of the published tables, one module for each table or task. No other code writes them.

pub(super) mod addresses;
pub(super) mod article_documents;
pub(super) mod change_log;
pub(super) mod documents;
pub(super) mod intents;
pub(super) mod references;
pub(super) mod resource_regions;
pub(super) mod review_changes;
pub(super) mod search;
pub(super) mod settings;
pub(super) mod sources;
pub(super) mod synonyms;
pub(super) mod translations;
pub(super) mod unpublishings;
pub(super) mod withdrawn;

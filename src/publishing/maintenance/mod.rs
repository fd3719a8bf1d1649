//! Updates published documents without a publish: after an upgrade, a change of the settings or of the state of a link,
//! or when a review date passes.

mod link_fallbacks;
mod rebuild;
mod reindex;
mod review_changes;

pub use link_fallbacks::update_link_fallbacks;
pub use rebuild::{has_pending_work, rebuild_if_settings_changed, rebuilt_at};
pub use reindex::{reindex, reindex_search_if_outdated};
pub use review_changes::log_review_changes;

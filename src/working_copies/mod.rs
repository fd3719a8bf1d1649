//! Working copies: the content that editors change, stored in relational tables. Each save is a new version.
//!
//! Owns the working tables. Must not know about the callers or about publishing: publishing reads from here, delivery
//! never does.

mod error;
mod model;
mod store;

pub use error::SaveError;
pub use model::{ChangeContext, EntityRef, ScheduledTimes, WorkflowState, WorkingCopy, WorkingCopyHead};
pub use store::articles::{
    SlugHolder, TranslationHead, find_original, find_translation_group, list_article_slugs, list_slug_holders,
    list_translations,
};
pub use store::backfill::{create_missing_revisions, reindex_if_outdated};
pub use store::heads::{
    EntityLabel, exists, find, find_article_by_slug, find_by_source_id, find_topic_by_slug, imported_digest,
    list_topic_slugs, load_labels, public_since, published_version, set_imported_digest, set_public_since,
    set_source_id,
};
pub use store::integrity::{WorkingCopyIssue, WorkingCopyIssueKind, WorkingCopyReport, check};
pub use store::list_filter::{ListFilter, TranslationFilter, TranslationState};
pub use store::listing::{ListKey, ListOrder, ListRange, ListedCopy, SortPosition, count, list};
pub use store::references::{
    MissingReference, PositionedReference, find_missing_references, references_to, referrers, scheduled_referrers,
    with_positions,
};
pub use store::reviews::{DueReview, due_reviews, mark_reminded};
pub use store::saving::{
    insert, insert_batch, mark_published, mark_unpublished, purge, replace, restore, revert_to_published, set_status,
    take_workflow_step, trash,
};
pub use store::schedules::Schedule;
pub use store::search::{FoundCopies, FoundCopy, reindex, search};
pub use store::unpublished::list_unpublished;
pub use store::{revisions, schedules, transfer, workflow};

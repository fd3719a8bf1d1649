//! The bridge between the two sides: freezes working copies as published documents. The only code that writes the
//! published tables and the change log.
//!
//! Everything here runs in the caller's transaction. Must not know about HTTP or the caller.

mod anchors;
mod approval;
mod article_url;
mod change_log;
mod documents;
mod error;
mod freeze;
mod integrity;
mod maintenance;
mod options;
mod pending;
mod preview;
mod preview_url;
mod publish;
mod publish_all;
mod scheduling;
mod settings;
mod store;
mod synonyms;
pub mod transfer;
mod unpublishing;

pub use anchors::{
    AnchorUse, DeadLink, find_anchor_uses, find_dead_links, find_published_dead_links, find_removed_anchors,
};
pub use approval::check_approver;
pub use article_url::{ArticleUrlTemplate, InvalidArticleUrlTemplate};
pub use documents::is_stale;
pub use error::{PublishError, UnpublishedReference, list_entities};
pub use integrity::{IntegrityIssue, IntegrityIssueKind, IntegrityReport, can_rebuild, check, repair};
pub use maintenance::{
    has_pending_work, log_review_changes, rebuild_if_settings_changed, rebuilt_at, reindex, reindex_search_if_outdated,
    update_link_fallbacks,
};
pub use options::{ChangeNote, IncludeReferences, PublishOptions};
pub use pending::cancel_schedules;
pub use preview::preview;
pub use preview_url::{InvalidPreviewUrlTemplate, PreviewUrlTemplate};
pub use publish::{publish, publish_batch};
pub use publish_all::{LeftOut, publish_all};
pub use scheduling::{
    DeferredSchedule, RunSummary, ScheduleRequest, ScheduledPublish, ScheduledUnpublish, cancel_schedule,
    parse_publish_options, parse_unpublishing, run_due, schedule,
};
pub use settings::{ApprovalRule, InvalidApprovalRule, Settings};
pub use store::references::references_to;
pub use store::review_changes::{find_review_changes, next_review_change};
pub use store::sources::published_content;
pub use store::translations::{has_other_translations, published_at};
pub use synonyms::{SavedSynonyms, load_synonyms, replace_synonyms};
pub use unpublishing::{DependentPolicy, discard_withdrawn_document, is_withdrawn, unpublish};

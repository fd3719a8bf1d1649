//! The endpoints of the lifecycle of working copies, shared by all kinds: the path contains the kind. One file holds
//! one operation.

mod approve;
mod diff;
mod discard_draft;
mod find;
mod get_revision;
mod list_revisions;
mod missing_references;
mod paths;
mod publish;
mod purge;
mod reject;
mod restore;
mod restore_revision;
mod revision_schemas;
mod schedule;
mod schedules;
mod schemas;
mod steps;
mod submit;
mod unpublish;
mod unschedule;
mod usage;
mod workflow;

use crate::management::endpoints::endpoints;

endpoints! {
    batch:
    paths::REVISIONS => get list_revisions::list_revisions;
    paths::REVISION => get get_revision::get_revision;
    paths::DIFF => get diff::diff_revisions;
    paths::RESTORE_REVISION => post restore_revision::restore_revision [Author NoBody restore_revision::in_batch];
    paths::DISCARD_DRAFT => post discard_draft::discard_draft [Author NoBody discard_draft::in_batch];
    paths::RESTORE => post restore::restore [Author NoBody restore::in_batch];
    paths::USAGE => get usage::list_usage;
    paths::SUBMIT => post submit::submit [Author OptionalBody submit::in_batch];
    paths::APPROVE => post approve::approve [Editor OptionalBody approve::in_batch];
    paths::REJECT => post reject::reject [Editor Body reject::in_batch];
    paths::PUBLISH => post publish::publish [Editor OptionalBody publish::in_batch];
    paths::UNPUBLISH => post unpublish::unpublish [Editor OptionalBody unpublish::in_batch];
    paths::WORKFLOW => get workflow::workflow;
    paths::SCHEDULE => put schedule::schedule [Editor Body schedule::in_batch],
        delete unschedule::unschedule [Editor NoBody unschedule::in_batch];
    paths::SCHEDULES => get schedules::schedules;
    paths::PURGE => post purge::purge [Editor NoBody purge::in_batch];
}

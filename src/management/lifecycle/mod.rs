//! The endpoints of what happens to working copies of every kind alike: the address says which kind.
//! One file holds one operation.

mod approve;
mod diff;
mod discard_draft;
mod get_revision;
mod leaving_out;
mod list_revisions;
mod purge;
mod reject;
mod restore;
mod restore_revision;
mod schedule;
mod schedules;
mod schemas;
mod shapes;
mod steps;
mod submit;
mod unschedule;
mod usage;
mod workflow;

pub(super) use approve::approve_within;
pub(super) use discard_draft::discard_draft_within;
pub(super) use leaving_out::{DropQuery, RestoreQuery};
pub(super) use purge::purge_within;
pub(super) use reject::reject_within;
pub(super) use restore::restore_within;
pub(super) use restore_revision::restore_revision_within;
pub(super) use schedule::schedule_within;
pub(super) use submit::submit_within;
pub(super) use unschedule::{UnscheduleQuery, unschedule_within};

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::db::Connection;
use crate::http::{PathThing, Problem, Resource};
use crate::working_copies::{self, revisions};

const DIFF: &str = "/v1/manage/{collection}/{id}/diff";
pub(super) const DISCARD_DRAFT: &str = "/v1/manage/{collection}/{id}/discard-draft";
pub(super) const PURGE: &str = "/v1/manage/{collection}/{id}/purge";
pub(super) const RESTORE: &str = "/v1/manage/{collection}/{id}/restore";
const USAGE: &str = "/v1/manage/{collection}/{id}/usage";
pub(super) const SUBMIT: &str = "/v1/manage/{collection}/{id}/submit";
pub(super) const APPROVE: &str = "/v1/manage/{collection}/{id}/approve";
pub(super) const REJECT: &str = "/v1/manage/{collection}/{id}/reject";
const WORKFLOW: &str = "/v1/manage/{collection}/{id}/workflow";
pub(super) const SCHEDULE: &str = "/v1/manage/{collection}/{id}/schedule";
const SCHEDULES: &str = "/v1/manage/schedule";

pub(super) const RESTORE_REVISION: &str = "/v1/manage/{collection}/{id}/revisions/{version}/restore";
const REVISION: &str = "/v1/manage/{collection}/{id}/revisions/{version}";
const REVISIONS: &str = "/v1/manage/{collection}/{id}/revisions";

#[derive(OpenApi)]
#[openapi(paths(
    submit::submit,
    approve::approve,
    reject::reject,
    workflow::workflow,
    schedule::schedule,
    unschedule::unschedule,
    schedules::schedules,
    list_revisions::list_revisions,
    get_revision::get_revision,
    diff::diff_revisions,
    restore_revision::restore_revision,
    discard_draft::discard_draft,
    restore::restore,
    purge::purge,
    usage::list_usage,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(REVISIONS).get(list_revisions::list_revisions).register(config);
    Resource::at(REVISION).get(get_revision::get_revision).register(config);
    Resource::at(DIFF).get(diff::diff_revisions).register(config);
    Resource::at(RESTORE_REVISION).post(restore_revision::restore_revision).register(config);
    Resource::at(DISCARD_DRAFT).post(discard_draft::discard_draft).register(config);
    Resource::at(RESTORE).post(restore::restore).register(config);
    Resource::at(USAGE).get(usage::list_usage).register(config);
    Resource::at(SUBMIT).post(submit::submit).register(config);
    Resource::at(APPROVE).post(approve::approve).register(config);
    Resource::at(REJECT).post(reject::reject).register(config);
    Resource::at(WORKFLOW).get(workflow::workflow).register(config);
    Resource::at(SCHEDULE).put(schedule::schedule).delete(unschedule::unschedule).register(config);
    Resource::at(SCHEDULES).get(schedules::schedules).register(config);
    Resource::at(PURGE).post(purge::purge).register(config);
}

/// 404 if there is no such thing.
fn check_exists(connection: &mut Connection, thing: PathThing) -> Result<(), Problem> {
    let PathThing { kind, id } = thing;
    if working_copies::exists(connection, kind, id)? {
        return Ok(());
    }
    Err(Problem::not_found(format!("{kind} {id}")))
}

/// The revision of that version, or 404.
fn find_revision(connection: &mut Connection, thing: PathThing, version: i64) -> Result<revisions::Revision, Problem> {
    check_exists(connection, thing)?;
    let PathThing { kind, id } = thing;
    let revision = revisions::store::find(connection, kind, id, version)?;
    revision
        .ok_or_else(|| Problem::not_found(format!("revision {version} of the {kind} {id}, or it is not kept any more")))
}

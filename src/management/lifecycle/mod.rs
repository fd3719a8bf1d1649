//! The endpoints of what happens to working copies of every kind alike: the address says which kind.
//! One file holds one operation.

mod approve;
mod reject;
mod restore;
mod schedule;
mod schedules;
mod schemas;
mod steps;
mod submit;
mod unschedule;
mod usage;
mod workflow;

use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use crate::http::Resource;

const RESTORE: &str = "/v1/manage/{collection}/{id}/restore";
const USAGE: &str = "/v1/manage/{collection}/{id}/usage";
const SUBMIT: &str = "/v1/manage/{collection}/{id}/submit";
const APPROVE: &str = "/v1/manage/{collection}/{id}/approve";
const REJECT: &str = "/v1/manage/{collection}/{id}/reject";
const WORKFLOW: &str = "/v1/manage/{collection}/{id}/workflow";
const SCHEDULE: &str = "/v1/manage/{collection}/{id}/schedule";
const SCHEDULES: &str = "/v1/manage/schedule";

#[derive(OpenApi)]
#[openapi(paths(
    restore::restore,
    usage::list_usage,
    submit::submit,
    approve::approve,
    reject::reject,
    workflow::workflow,
    schedule::schedule,
    unschedule::unschedule,
    schedules::schedules,
))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(RESTORE).post(restore::restore).register(config);
    Resource::at(USAGE).get(usage::list_usage).register(config);
    Resource::at(SUBMIT).post(submit::submit).register(config);
    Resource::at(APPROVE).post(approve::approve).register(config);
    Resource::at(REJECT).post(reject::reject).register(config);
    Resource::at(WORKFLOW).get(workflow::workflow).register(config);
    Resource::at(SCHEDULE).put(schedule::schedule).delete(unschedule::unschedule).register(config);
    Resource::at(SCHEDULES).get(schedules::schedules).register(config);
}

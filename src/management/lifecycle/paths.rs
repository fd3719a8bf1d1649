//! The paths of the endpoints.

pub(super) const DIFF: &str = "/v1/manage/{collection}/{id}/diff";
pub(super) const DISCARD_DRAFT: &str = "/v1/manage/{collection}/{id}/discard-draft";
pub(super) const PUBLISH: &str = "/v1/manage/{collection}/{id}/publish";
pub(super) const PURGE: &str = "/v1/manage/{collection}/{id}/purge";
pub(super) const RESTORE: &str = "/v1/manage/{collection}/{id}/restore";
pub(super) const UNPUBLISH: &str = "/v1/manage/{collection}/{id}/unpublish";
pub(super) const USAGE: &str = "/v1/manage/{collection}/{id}/usage";
pub(super) const SUBMIT: &str = "/v1/manage/{collection}/{id}/submit";
pub(super) const APPROVE: &str = "/v1/manage/{collection}/{id}/approve";
pub(super) const REJECT: &str = "/v1/manage/{collection}/{id}/reject";
pub(super) const WORKFLOW: &str = "/v1/manage/{collection}/{id}/workflow";
pub(super) const SCHEDULE: &str = "/v1/manage/{collection}/{id}/schedule";
pub(super) const SCHEDULES: &str = "/v1/manage/schedule";
pub(super) const RESTORE_REVISION: &str = "/v1/manage/{collection}/{id}/revisions/{version}/restore";
pub(super) const REVISION: &str = "/v1/manage/{collection}/{id}/revisions/{version}";
pub(super) const REVISIONS: &str = "/v1/manage/{collection}/{id}/revisions";

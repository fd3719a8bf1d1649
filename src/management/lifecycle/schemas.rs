//! The shapes of the work flow and of schedules as the OpenAPI document shows them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{ChangeAction, Id, Kind, ScheduleState, Timestamp};
use crate::http::PageInfo;
use crate::management::schemas::UnpublishInput;
use crate::working_copies::Schedule;
use crate::working_copies::workflow::WorkflowStepRecord;

/// What is said with a step. All members may be left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommentInput {
    /// For the others who work on it; readers never see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    comment: Option<String>,
}

/// What is handed in with the content of a thing. All members may be left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubmitInput {
    /// For the others who work on it; readers never see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    comment: Option<String>,
    /// What changed, for readers: the `changeNote` that it is to be published with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    change_note: Option<String>,
    /// Whether readers should be told of the change; needs `changeNote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    major: Option<bool>,
    /// How it is to be taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    unpublish: Option<UnpublishInput>,
}

/// Why a thing is handed back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RejectInput {
    /// What is to be mended.
    #[schema(min_length = 1, max_length = 1000)]
    comment: String,
}

/// The steps of the current round.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkflowStepList)]
pub(super) struct WorkflowStepList {
    /// The steps, the oldest first.
    data: Vec<WorkflowStepRecord>,
}

/// What is to happen, and when: one of the two times at least.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScheduleInput {
    /// When it is to be published; in the future.
    #[serde(skip_serializing_if = "Option::is_none")]
    publish_at: Option<Timestamp>,
    /// When it is to be taken back; in the future, and after `publishAt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    unpublish_at: Option<Timestamp>,
    /// With `publishAt`: whether what it refers to is published with it where that is not public yet, with the content that it
    /// has now. Where some of it was changed by then, or something else is not public, nothing is published, and the schedule fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    include_references: Option<bool>,
    /// With `publishAt`: what changed, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    change_note: Option<String>,
    /// With `publishAt`: whether readers should be told of the change; needs `changeNote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    major: Option<bool>,
    /// With `unpublishAt`: how to take it back; as `gone` without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unpublish: Option<UnpublishInput>,
}

/// The working copy that a schedule is for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScheduledEntity {
    /// Its kind.
    kind: Kind,
    /// Its id.
    id: Id,
    /// Its title, text or name.
    label: String,
}

/// One thing that is to happen at a set time, or was.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Schedule)]
pub(super) struct ScheduleView {
    /// Its own id.
    id: Id,
    /// The working copy it is for.
    entity: ScheduledEntity,
    /// What is to happen.
    action: ChangeAction,
    /// When.
    at: Timestamp,
    /// Where it stands.
    state: ScheduleState,
    /// With `publish`: whether what it refers to is published with it, as it stood when this was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    include_references: Option<bool>,
    /// With `publish`: what changed, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    change_note: Option<String>,
    /// With `publish`: whether readers should be told of the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    major: Option<bool>,
    /// With `unpublish`: how it is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UnpublishInput>, nullable = false)]
    unpublish: Option<crate::content::Unpublishing>,
    /// Who set it: the name of the key.
    by: String,
    /// When it was set.
    created_at: Timestamp,
    /// When it was done, failed or was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    finished_at: Option<Timestamp>,
    /// Why it could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    failure: Option<String>,
}

/// A page of schedules.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScheduleList {
    /// The schedules, the earliest first.
    data: Vec<ScheduleView>,
    /// Which page this is.
    page: PageInfo,
}

impl ScheduleView {
    /// The schedule as lists show it.
    pub(super) fn of(schedule: Schedule) -> Result<Self, crate::db::Error> {
        use crate::publishing::{IncludeReferences, parse_publish_options, parse_unpublishing};
        let (publishing, unpublish) = match schedule.action {
            ChangeAction::Publish => (Some(parse_publish_options(&schedule.options)?), None),
            ChangeAction::Unpublish => (None, Some(parse_unpublishing(&schedule.options)?)),
        };
        Ok(Self {
            id: schedule.id,
            entity: ScheduledEntity { kind: schedule.kind, id: schedule.entity_id, label: schedule.label },
            action: schedule.action,
            at: schedule.at,
            state: schedule.state,
            include_references: publishing
                .as_ref()
                .map(|options| options.include_references != IncludeReferences::None),
            major: publishing.as_ref().map(|options| options.note.major),
            change_note: publishing.and_then(|options| options.note.text),
            unpublish,
            by: schedule.actor.name,
            created_at: schedule.created_at,
            finished_at: schedule.finished_at,
            failure: schedule.failure,
        })
    }
}

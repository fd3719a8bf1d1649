//! The schemas of the workflow and of schedules in the OpenAPI document.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{ChangeAction, Id, Kind, ScheduleState, Timestamp};
use crate::http::PageInfo;
use crate::management::schemas::UnpublishInput;
use crate::working_copies::Schedule;
use crate::working_copies::workflow::WorkflowStepRecord;

/// The comment of a step. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommentInput {
    /// The comment for other editors; readers never see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    comment: Option<String>,
}

/// The texts that are submitted with the content of an entity. All members may be omitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubmitInput {
    /// The comment for other editors; readers never see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    comment: Option<String>,
    /// The note about the change, for readers: the `changeNote` to publish with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    change_note: Option<String>,
    /// True if readers are notified of the change; requires `changeNote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    major: Option<bool>,
    /// The mode, explanation and alternative of the proposed unpublish.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unpublish: Option<UnpublishInput>,
}

/// The reason for a rejection.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RejectInput {
    /// The required changes.
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

/// The scheduled actions: at least one of the two times is required.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScheduleInput {
    /// The time to publish; in the future.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    publish_at: Option<Timestamp>,
    /// The time to unpublish; in the future, and after `publishAt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unpublish_at: Option<Timestamp>,
    /// With `publishAt`: true to publish the entities that it refers to with it, if they are not public yet, with their
    /// present content. If one of them was changed by then, or another reference is not public, nothing is published,
    /// and the schedule fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    include_references: Option<bool>,
    /// With `publishAt`: the note about the change, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    change_note: Option<String>,
    /// With `publishAt`: true if readers are notified of the change; requires `changeNote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    major: Option<bool>,
    /// With `unpublishAt`: the mode, explanation and alternative; default: the mode `gone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unpublish: Option<UnpublishInput>,
}

/// The working copy of a schedule.
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

/// A scheduled action.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Schedule)]
pub(super) struct ScheduleView {
    /// The id of the schedule.
    id: Id,
    /// The working copy.
    entity: ScheduledEntity,
    /// The action.
    action: ChangeAction,
    /// The time of the action.
    at: Timestamp,
    /// The state.
    state: ScheduleState,
    /// With `publish`: true if the entities that it refers to are published with it, with their content at the time of
    /// scheduling.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    include_references: Option<bool>,
    /// With `publish`: the note about the change, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    change_note: Option<String>,
    /// With `publish`: true if readers are notified of the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    major: Option<bool>,
    /// With `unpublish`: the mode, explanation and alternative.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    unpublish: Option<crate::content::Unpublishing>,
    /// The name of the key that scheduled it.
    by: String,
    /// The time of scheduling.
    created_at: Timestamp,
    /// The time at which it was carried out, failed or was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    finished_at: Option<Timestamp>,
    /// The reason for the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    failure: Option<String>,
}

/// A page of schedules.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScheduleList {
    /// The schedules, the earliest first.
    data: Vec<ScheduleView>,
    /// The position of the page in the list.
    page: PageInfo,
}

impl ScheduleView {
    /// Returns the schedule as lists show it.
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

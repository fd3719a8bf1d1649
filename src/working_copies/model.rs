//! Working copies and the context of their changes.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Action, Actor, Content, Id, Kind, Proposal, Status, Timestamp, WorkflowStep};
use crate::links::LinkStatus;

/// The context of a change to a working copy, as its revision and the audit log record it.
#[derive(Debug, Clone, Copy)]
pub struct ChangeContext<'d> {
    /// The person or command that makes the change.
    pub actor: &'d Actor,
    /// The kind of the change.
    pub action: Action,
    /// The note about the change.
    pub note: Option<&'d str>,
}

impl ChangeContext<'_> {
    /// Returns the same context with another action.
    #[must_use]
    pub fn as_action(self, action: Action) -> Self {
        Self { action, ..self }
    }
}

/// One entity as editors see it: its content and its state.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkingCopy {
    /// The members that every kind has.
    pub head: WorkingCopyHead,
    /// The members of this kind.
    pub content: Content,
}

/// The members of every working copy, whatever its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkingCopyHead)]
pub struct WorkingCopyHead {
    /// The permanent id.
    pub id: Id,
    /// The kind of the entity.
    #[serde(rename = "type")]
    #[schema(ignore)]
    pub kind: Kind,
    /// The version; grows by one with every write.
    pub version: i64,
    /// The status.
    pub status: Status,
    /// The version that is public, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_version: Option<i64>,
    /// The latest workflow step since the last publish.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub workflow: Option<WorkflowState>,
    /// The scheduled times, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub schedule: Option<ScheduledTimes>,
    /// The worst state of the links of the published content. Absent until a link was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link_status: Option<LinkStatus>,
    /// The time of the oldest of the latest checks of its links.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_checked_at: Option<Timestamp>,
    /// Its id in the system from which it was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source_id: Option<String>,
    /// The time of its creation.
    pub created_at: Timestamp,
    /// The time of the last write.
    pub updated_at: Timestamp,
}

impl WorkingCopyHead {
    /// Returns true if it is public.
    pub fn is_published(&self) -> bool {
        self.published_version.is_some()
    }

    /// Returns true if it is in the trash.
    pub fn is_trashed(&self) -> bool {
        self.status == Status::Trashed
    }

    /// Returns true if its current content is scheduled to be published.
    pub fn is_scheduled(&self) -> bool {
        self.status == Status::Scheduled
    }

    /// Returns true if it was written since its last publish, or was never published.
    pub fn has_changes(&self) -> bool {
        self.published_version != Some(self.version)
    }
}

/// The workflow state of a working copy: its latest step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowState {
    /// The step.
    pub step: WorkflowStep,
    /// The person who took the step: the name of the key.
    pub by: String,
    /// The time of the step.
    pub at: Timestamp,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment: Option<String>,
    /// The text for readers outside of the content, as it was submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub proposal: Option<Proposal>,
}

/// The scheduled times of a working copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledTimes {
    /// The time at which it will be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub publish_at: Option<Timestamp>,
    /// The time at which it will be unpublished.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unpublish_at: Option<Timestamp>,
}

/// An entity that refers to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityRef {
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: Kind,
    /// Its title, text or name.
    pub label: String,
}

impl std::fmt::Display for EntityRef {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} (\"{}\")", self.kind, self.id, self.label)
    }
}

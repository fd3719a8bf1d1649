//! Working copies and what is said of a change to one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Action, Actor, Content, Id, Kind, Proposal, Status, Timestamp, WorkflowStep};
use crate::links::LinkStatus;

/// Who does what to a working copy, and what they say of it: what its revision and the audit log keep.
#[derive(Debug, Clone, Copy)]
pub struct ChangeContext<'d> {
    /// Who.
    pub actor: &'d Actor,
    /// Does what.
    pub action: Action,
    /// What they say of it.
    pub note: Option<&'d str>,
}

impl ChangeContext<'_> {
    /// The same by the same, as another action.
    #[must_use]
    pub fn as_action(self, action: Action) -> Self {
        Self { action, ..self }
    }
}

/// One thing as editors see it: its content, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkingCopy {
    /// What every kind has.
    pub head: WorkingCopyHead,
    /// What this kind adds.
    pub content: Content,
}

/// What every working copy has, whatever its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkingCopyHead)]
pub struct WorkingCopyHead {
    /// Its lasting name.
    pub id: Id,
    /// Which kind of thing it is.
    #[serde(skip)]
    pub kind: Kind,
    /// Grows by one with every write.
    pub version: i64,
    /// Where it stands in its life.
    pub status: Status,
    /// The version that is public, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub published_version: Option<i64>,
    /// The latest step of the work flow since it was last published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub workflow: Option<WorkflowState>,
    /// What is to happen to it at a set time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub schedule: Option<ScheduledTimes>,
    /// How the links of what is public of it were found: that of the worst. Absent until one was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link_status: Option<LinkStatus>,
    /// When the link that was looked at longest ago was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_checked_at: Option<Timestamp>,
    /// Its name in the system it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub source_id: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last written.
    pub updated_at: Timestamp,
}

impl WorkingCopyHead {
    /// Whether it is public.
    pub fn is_published(&self) -> bool {
        self.published_version.is_some()
    }

    /// Whether it is in the trash.
    pub fn is_trashed(&self) -> bool {
        self.status == Status::Trashed
    }

    /// Whether it is to be published at a set time, as it stands until then.
    pub fn is_scheduled(&self) -> bool {
        self.status == Status::Scheduled
    }

    /// Whether it was written since it was published, or never was.
    pub fn has_changes(&self) -> bool {
        self.published_version != Some(self.version)
    }
}

/// Where a working copy stands in the work flow: its latest step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowState {
    /// The step.
    pub step: WorkflowStep,
    /// Who took it: the name of the key.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment: Option<String>,
    /// What readers are to be told beside the content, as it was handed in with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub proposal: Option<Proposal>,
}

/// What is to happen to a working copy, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledTimes {
    /// When it is to be published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub publish_at: Option<Timestamp>,
    /// When it is to be taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unpublish_at: Option<Timestamp>,
}

/// One thing that refers to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityRef {
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: Kind,
    /// What editors know it by.
    pub label: String,
}

impl std::fmt::Display for EntityRef {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} (\"{}\")", self.kind, self.id, self.label)
    }
}

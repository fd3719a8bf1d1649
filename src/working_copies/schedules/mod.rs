//! Schedules: what is to happen to a working copy at a set time.

pub mod store;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::content::{Actor, ChangeAction, Id, Kind, ScheduleState, Timestamp};

pub use store::ScheduleFilter;

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

/// One thing that is to happen to a working copy, or was.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Its own id.
    pub id: Id,
    /// The kind of the working copy.
    pub kind: Kind,
    /// The id of the working copy.
    pub thing: Id,
    /// What editors know the working copy by.
    pub label: String,
    /// What is to happen.
    pub action: ChangeAction,
    /// When.
    pub at: Timestamp,
    /// How, as the part that does it wrote it down.
    pub options: Value,
    /// Where it stands.
    pub state: ScheduleState,
    /// Who set it, and will have done it.
    pub actor: Actor,
    /// When it was set.
    pub created_at: Timestamp,
    /// When it was done, failed or was given up.
    pub finished_at: Option<Timestamp>,
    /// Why it could not be done.
    pub failure: Option<String>,
}

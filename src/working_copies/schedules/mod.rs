//! Schedules: what is to happen to a working copy at a set time.

pub mod store;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::Timestamp;

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

//! The work flow: the steps that a working copy went through since it was last published.

pub mod store;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Timestamp, WorkflowStep};

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
}

//! The work flow: the steps that a working copy went through since it was last published.

pub mod store;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Proposal, Timestamp, WorkflowStep};

/// The approval that the latest step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The digest of the content that was approved.
    pub content_digest: String,
    /// The key of who approved it, unless a command did.
    pub key_id: Option<String>,
    /// What was approved beside the content.
    pub proposal: Option<Proposal>,
}

/// One step, as the history of the round has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepTaken {
    /// The version of the working copy that the step made, or was found in.
    pub version: i64,
    /// The step, by whom and when.
    #[serde(flatten)]
    pub state: WorkflowState,
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

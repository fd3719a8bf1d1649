//! Working copies as they go from one database to another: with their versions, times and steps of review.

pub mod store;

use serde::{Deserialize, Serialize};

use super::Head;
use crate::content::{Content, Proposal, Timestamp, WorkflowStep};

/// A working copy with all that is kept of it beside its revisions.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptCopy {
    /// What every kind has.
    pub head: Head,
    /// What this kind adds.
    pub content: Content,
    /// The digest of the content that an import gave it last.
    pub imported_digest: Option<String>,
    /// When it became public before it came here.
    pub public_since: Option<Timestamp>,
    /// The steps of the work flow since it was last published.
    pub steps: Vec<KeptStep>,
}

/// A step of the work flow, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptStep {
    /// The version that it made.
    pub version: i64,
    /// The step.
    pub step: WorkflowStep,
    /// When.
    pub at: Timestamp,
    /// The key of who took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// What who took it is called.
    pub by: String,
    /// What they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The digest of the content that it was about.
    pub content_digest: String,
    /// What it was about beside that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
}

//! The schemas of sections.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::Section;
use crate::management::operations::Warning;

/// A section of a working copy.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkingCopySection {
    /// The section.
    #[serde(flatten)]
    section: Section,
    /// The parts of this request's input that were changed or omitted, and the links to anchors that have no target
    /// now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    warnings: Option<Vec<Warning>>,
}

/// The sections of a working copy, in order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkingCopySectionList {
    /// The sections.
    data: Vec<WorkingCopySection>,
}

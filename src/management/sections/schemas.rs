//! The schemas of lists of sections.

use serde::Serialize;
use utoipa::ToSchema;

use crate::management::working_copy_schemas::WorkingCopySection;

/// The sections of a working copy, in order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkingCopySectionList {
    /// The sections.
    data: Vec<WorkingCopySection>,
}

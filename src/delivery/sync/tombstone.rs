//! Tombstones: the reason for which a copy must not have an entity, and the text for its readers.

use serde::Serialize;

use crate::string_enum;

string_enum! {
    /// The reason for which a copy must not have an entity.
    TombstoneReason {
        /// It was unpublished.
        Unpublished = "unpublished",
        /// It was unpublished with a redirect to `url`.
        Redirected = "redirected",
        /// It was withdrawn. Its address still serves it with a notice.
        Withdrawn = "withdrawn",
        /// It is published, and does not match the filter of the copy.
        Filtered = "filtered",
    }
}

/// The removal of an entity from a copy.
#[derive(Debug, Serialize)]
pub(super) struct Removal {
    pub(super) reason: TombstoneReason,
    /// The explanation for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) explanation: Option<String>,
    /// The URL to read instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

impl Removal {
    /// The removal of an entity that does not match the filter.
    pub(super) fn filtered() -> Self {
        Self { reason: TombstoneReason::Filtered, explanation: None, url: None }
    }

    /// The removal of an entity that was unpublished without a record of the reason.
    pub(super) fn unpublished() -> Self {
        Self { reason: TombstoneReason::Unpublished, explanation: None, url: None }
    }
}

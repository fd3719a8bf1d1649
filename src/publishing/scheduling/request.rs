//! A request to publish and unpublish a working copy at set times.

use crate::content::{Timestamp, Unpublishing};
use crate::publishing::options::PublishOptions;

/// A publish and an unpublish of a working copy at set times.
#[derive(Debug, Clone, Default)]
pub struct ScheduleRequest {
    /// The publish, if any.
    pub publish: Option<ScheduledPublish>,
    /// The unpublish, if any.
    pub unpublish: Option<ScheduledUnpublish>,
}

/// A publish at a set time.
#[derive(Debug, Clone)]
pub struct ScheduledPublish {
    /// The time.
    pub at: Timestamp,
    /// The options.
    pub options: PublishOptions,
}

/// An unpublish at a set time.
#[derive(Debug, Clone)]
pub struct ScheduledUnpublish {
    /// The time.
    pub at: Timestamp,
    /// The mode, and the notice for readers.
    pub unpublishing: Unpublishing,
}

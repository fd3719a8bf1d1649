//! Publishing and unpublishing at a set time: schedules, cancels and runs them.
//!
//! A schedule is a row in `schedules`, and its time alone also one in `published_intents`. Everything about one
//! schedule happens in one transaction, so that it runs exactly once.

mod batch;
mod options;
mod run;
mod schedule;

pub use options::{parse_publish_options, parse_unpublishing};
pub use run::{DeferredSchedule, RunSummary, run_due};
pub use schedule::{ScheduleRequest, ScheduledPublish, ScheduledUnpublish, cancel_schedule, schedule};

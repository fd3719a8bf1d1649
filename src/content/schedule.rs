//! Schedules: a publish or unpublish at a set time.

use crate::string_enum;

string_enum! {
    /// The state of a schedule.
    ScheduleState {
        /// The time has not been reached.
        Pending = "pending",
        /// Carried out.
        Done = "done",
        /// The time was reached, and the action failed.
        Failed = "failed",
        /// Cancelled before its time, or obsolete.
        Cancelled = "cancelled",
    }
}

//! Schedules: where one stands that is to publish something or take it back at a set time.

use crate::string_enum;

string_enum! {
    /// Where a schedule stands.
    ScheduleState {
        /// Its time has not come.
        Pending = "pending",
        /// It was done.
        Done = "done",
        /// Its time came, and it could not be done.
        Failed = "failed",
        /// It was given up before its time, or became pointless.
        Cancelled = "cancelled",
    }
}

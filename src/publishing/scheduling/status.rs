//! The status of a working copy, derived from its schedules.

use crate::content::Status;
use crate::db::{Connection, Error};
use crate::working_copies::workflow::unscheduled_status;
use crate::working_copies::{self, ChangeContext, WorkingCopy, schedules};

/// Sets the status of a working copy according to its schedules. That makes a new version.
pub(super) fn update_status(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
) -> Result<WorkingCopy, Error> {
    let publishing =
        schedules::scheduled_times(connection, copy.head.id)?.is_some_and(|times| times.publish_at.is_some());
    let status = if publishing { Status::Scheduled } else { unscheduled_status(connection, &copy.head)? };
    working_copies::set_status(connection, context, copy, status)
}

//! The lifecycle of a working copy: its status, workflow steps, actions and schedules.

use crate::string_enum;

string_enum! {
    /// The status of a working copy.
    Status {
        /// In progress; never published.
        Draft = "draft",
        /// Submitted for review.
        InReview = "inReview",
        /// Approved by a reviewer, unchanged since.
        Approved = "approved",
        /// Scheduled for publication.
        Scheduled = "scheduled",
        /// Published; the working copy may have later changes.
        Published = "published",
        /// Published before, and now unpublished.
        Unpublished = "unpublished",
        /// In the trash: in no list, and not allowed as a reference target.
        Trashed = "trashed",
    }
}

impl Status {
    /// Returns the status after a change of the content. An approved working copy returns to review.
    #[must_use]
    pub fn after_change(self) -> Self {
        match self {
            Self::Approved => Self::InReview,
            other => other,
        }
    }
}

string_enum! {
    /// A step of the workflow.
    WorkflowStep {
        /// Submitted for review.
        Submitted = "submitted",
        /// Approved.
        Approved = "approved",
        /// Rejected: sent back to the author.
        Rejected = "rejected",
        /// Approval voided by a change of the content.
        Voided = "voided",
    }
}

string_enum! {
    /// An action, as revisions and the audit log record it.
    Action {
        /// Created.
        Create = "create",
        /// Changed the content.
        Save = "save",
        /// Published.
        Publish = "publish",
        /// Unpublished.
        Unpublish = "unpublish",
        /// Submitted for review.
        Submit = "submit",
        /// Approved.
        Approve = "approve",
        /// Rejected.
        Reject = "reject",
        /// Scheduled a publish or unpublish.
        Schedule = "schedule",
        /// Cancelled the schedule.
        CancelSchedule = "cancelSchedule",
        /// Moved to the trash.
        Trash = "trash",
        /// Restored from the trash.
        Restore = "restore",
        /// Deleted permanently from the trash.
        Purge = "purge",
        /// Restored the content of a revision.
        RestoreRevision = "restoreRevision",
        /// Restored the published content.
        DiscardDraft = "discardDraft",
        /// Removed references to a deleted entity.
        RemoveReference = "removeReference",
        /// Created a new secret beside the old one.
        Rotate = "rotate",
        /// Revoked, effective at once.
        Revoke = "revoke",
        /// Deleted.
        Delete = "delete",
        /// Sent again.
        Replay = "replay",
    }
}

impl Action {
    /// The actions that change the content of a working copy.
    pub const WRITES: &'static [Self] =
        &[Self::Create, Self::Save, Self::RestoreRevision, Self::DiscardDraft, Self::RemoveReference];
}

string_enum! {
    /// The action in a row of the change log.
    ChangeAction {
        /// The entity was published, or its document changed.
        Publish = "publish",
        /// The entity was unpublished.
        Unpublish = "unpublish",
    }
}

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

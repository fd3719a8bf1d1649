//! The life of a working copy: its status, the steps of the workflow and the actions on it.

use crate::string_enum;

string_enum! {
    /// Where a working copy stands in its life.
    Status {
        /// Being written; never published.
        Draft = "draft",
        /// Submitted for review.
        InReview = "inReview",
        /// Reviewed and found good as it stands.
        Approved = "approved",
        /// To be published at a set time.
        Scheduled = "scheduled",
        /// Published; the working copy may have later changes.
        Published = "published",
        /// Was published once, and was taken back.
        Unpublished = "unpublished",
        /// In the trash: out of all lists, and nothing may refer to it.
        Trashed = "trashed",
    }
}

impl Status {
    /// Where a working copy stands after its content was changed: what was approved is to be reviewed again.
    #[must_use]
    pub fn after_change(self) -> Self {
        match self {
            Self::Approved => Self::InReview,
            other => other,
        }
    }
}

string_enum! {
    /// A step of the work flow.
    WorkflowStep {
        /// Handed in for review.
        Submitted = "submitted",
        /// Found good as it stood.
        Approved = "approved",
        /// Handed back.
        Rejected = "rejected",
        /// The approval lost its hold, because the content was changed.
        Voided = "voided",
    }
}

string_enum! {
    /// What somebody did, as revisions and the audit log say it.
    Action {
        /// Made it.
        Create = "create",
        /// Changed its content.
        Save = "save",
        /// Made it public.
        Publish = "publish",
        /// Took it back.
        Unpublish = "unpublish",
        /// Handed it in for review.
        Submit = "submit",
        /// Found it good.
        Approve = "approve",
        /// Handed it back.
        Reject = "reject",
        /// Set a time to publish it or take it back.
        Schedule = "schedule",
        /// Gave up that time.
        CancelSchedule = "cancelSchedule",
        /// Put it into the trash.
        Trash = "trash",
        /// Took it out of the trash.
        Restore = "restore",
        /// Removed it for good.
        Purge = "purge",
        /// Went back to the content of a revision.
        RestoreRevision = "restoreRevision",
        /// Went back to the published content.
        DiscardDraft = "discardDraft",
        /// Took out what referred to a thing that was removed.
        RemoveReference = "removeReference",
        /// Made a new secret beside the old one.
        Rotate = "rotate",
        /// Made it useless from now on.
        Revoke = "revoke",
        /// Removed it.
        Delete = "delete",
        /// Sent it again.
        Replay = "replay",
    }
}

impl Action {
    /// The actions that leave a working copy with another content.
    pub const WRITES: &'static [Self] =
        &[Self::Create, Self::Save, Self::RestoreRevision, Self::DiscardDraft, Self::RemoveReference];
}

string_enum! {
    /// What one row of the change log says happened.
    ChangeAction {
        /// The thing was published, or its document changed.
        Publish = "publish",
        /// It was taken back.
        Unpublish = "unpublish",
    }
}

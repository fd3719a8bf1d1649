//! Lists of working copies: which there are, and in which order.

pub(super) mod store;

use crate::content::review::ReviewState;
use crate::content::{Id, Status, Timestamp};
use crate::links::LinkStatus;
use crate::word_enum;

/// Which working copies a list has.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Standing here in their life; all but what is in the trash if none.
    pub status: Option<Status>,
    /// Carrying this topic.
    pub topic: Option<Id>,
    /// With this text in their title, text or name.
    pub q: Option<String>,
    /// Articles whose next review comes before this.
    pub review_due_before: Option<Timestamp>,
    /// With a link that was found like this.
    pub link_status: Option<LinkStatus>,
    /// Whose review stands like this.
    pub review_state: Option<ReviewState>,
}

word_enum! {
    /// In which order working copies are listed; a sign in front turns it round.
    ListOrder {
        /// The latest written first.
        LatestFirst = "-updatedAt",
        /// The latest written last.
        LatestLast = "updatedAt",
        /// The next to be reviewed first, those without a date last.
        NextReviewFirst = "nextReviewAt",
        /// The next to be reviewed last, before those without a date.
        NextReviewLast = "-nextReviewAt",
    }
}

impl ListOrder {
    /// Whether it is about reviews, which only articles have.
    pub fn is_by_review(self) -> bool {
        matches!(self, Self::NextReviewFirst | Self::NextReviewLast)
    }
}

/// Which part of a list to read.
#[derive(Debug, Clone, Copy)]
pub struct ListRange {
    /// The sort key and id of the row just before it, if it is not the list's beginning.
    pub from: Option<(i64, Id)>,
    /// Whether it comes before that row, and is read away from it.
    pub backwards: bool,
    /// The most rows.
    pub rows: i64,
}

//! Review dates: the last review, and the state of the next one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Timestamp;
use crate::string_enum;

/// Number of days before `nextReviewAt` from which a review is due.
pub const REVIEW_LEAD_DAYS: u16 = 30;

string_enum! {
    /// The state of the next review.
    ReviewState {
        /// No review is due yet, or none is planned.
        Current = "current",
        /// The next review is less than 30 days away.
        Due = "due",
        /// The time of the next review has passed.
        Overdue = "overdue",
    }
}

/// The dates of the last and next review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// Time of the last review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_reviewed_at: Option<Timestamp>,
    /// Time at which the next review is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_review_at: Option<Timestamp>,
    /// The state of the next review.
    pub state: ReviewState,
}

impl Review {
    /// Returns the review with its state at `now`.
    pub fn at(last_reviewed_at: Option<Timestamp>, next_review_at: Option<Timestamp>, now: Timestamp) -> Self {
        let state = match next_review_at {
            Some(next) if next <= now => ReviewState::Overdue,
            Some(next) if next.days_before(REVIEW_LEAD_DAYS) <= now => ReviewState::Due,
            _ => ReviewState::Current,
        };
        Self { last_reviewed_at, next_review_at, state }
    }

    /// Returns the time of the next change of state after `now`, if any.
    pub fn changes_after(next_review_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let next = next_review_at?;
        [next.days_before(REVIEW_LEAD_DAYS), next].into_iter().find(|change| *change > now)
    }
}

//! Review dates: when guidance was last checked, and whether it is time to check it again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Timestamp;
use crate::string_enum;

/// How many days before `nextReviewAt` a review counts as due.
pub const REVIEW_LEAD_DAYS: u16 = 30;

string_enum! {
    /// Whether guidance is due for review.
    ReviewState {
        /// No review is due yet, or none is planned.
        Current = "current",
        /// The next review is less than 30 days away.
        Due = "due",
        /// The next review should have happened.
        Overdue = "overdue",
    }
}

/// When guidance was checked, and when it will be again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// When the content was last checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_reviewed_at: Option<Timestamp>,
    /// When it should be checked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_review_at: Option<Timestamp>,
    /// Whether that is soon, or past.
    pub state: ReviewState,
}

impl Review {
    /// The review as it stands at `now`.
    pub fn at(last_reviewed_at: Option<Timestamp>, next_review_at: Option<Timestamp>, now: Timestamp) -> Self {
        Self { last_reviewed_at, next_review_at, state: review_state(next_review_at, now) }
    }

    /// When the state will change next after `now`, if it will.
    pub fn changes_after(next_review_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let next = next_review_at?;
        [next.days_before(REVIEW_LEAD_DAYS), next].into_iter().find(|change| *change > now)
    }
}

fn review_state(next_review_at: Option<Timestamp>, now: Timestamp) -> ReviewState {
    match next_review_at {
        Some(next) if next <= now => ReviewState::Overdue,
        Some(next) if next.days_before(REVIEW_LEAD_DAYS) <= now => ReviewState::Due,
        _ => ReviewState::Current,
    }
}

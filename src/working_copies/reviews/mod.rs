//! Reviews that are due: which articles to remind of, each once for each date and state.

pub(super) mod store;

use crate::content::review::ReviewState;
use crate::content::{Id, Locale, Slug, Timestamp};

/// An article whose review is due or overdue, and of which nobody was reminded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReview {
    /// The article.
    pub id: Id,
    /// Its locale.
    pub locale: Locale,
    /// Its slug.
    pub slug: Slug,
    /// When it should be checked.
    pub next_review_at: Timestamp,
    /// Whether that is soon, or past.
    pub state: ReviewState,
}

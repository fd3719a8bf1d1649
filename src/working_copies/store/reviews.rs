//! Rows of review reminders.

use diesel::prelude::*;

use crate::content::review::{REVIEW_LEAD_DAYS, ReviewState};
use crate::content::{DAY_MS, Id, Locale, Slug, Timestamp};
use crate::db::schema::{articles, review_reminders, working_copies};
use crate::db::{Connection, Error};

/// An article whose review is due or overdue, and for which no reminder was sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReview {
    /// The article.
    pub id: Id,
    /// Its locale.
    pub locale: Locale,
    /// The slug of its working copy, if it has one.
    pub slug: Option<Slug>,
    /// The date of the review.
    pub next_review_at: Timestamp,
    /// The state of the review: due or overdue.
    pub state: ReviewState,
}

/// Returns published articles whose review is due or overdue at `now`, each until [`mark_reminded`] is called for it;
/// at most `limit` of either state.
pub fn due_reviews(connection: &mut Connection, now: Timestamp, limit: i64) -> Result<Vec<DueReview>, Error> {
    let soon = now.later_by_ms(i64::from(REVIEW_LEAD_DAYS) * DAY_MS);
    let mut found = find_between(connection, None, now, ReviewState::Overdue, limit)?;
    found.extend(find_between(connection, Some(now), soon, ReviewState::Due, limit)?);
    Ok(found)
}

fn find_between(
    connection: &mut Connection,
    after: Option<Timestamp>,
    until: Timestamp,
    state: ReviewState,
    limit: i64,
) -> Result<Vec<DueReview>, Error> {
    let reminded = review_reminders::table
        .filter(review_reminders::article_id.eq(articles::id))
        .filter(review_reminders::next_review_at.nullable().eq(articles::next_review_at))
        .filter(review_reminders::state.eq(state.as_str()));
    let mut query = articles::table
        .inner_join(working_copies::table)
        .filter(working_copies::published_version.is_not_null())
        .filter(articles::next_review_at.le(until))
        .filter(diesel::dsl::not(diesel::dsl::exists(reminded)))
        .order((articles::next_review_at.asc(), articles::id.asc()))
        .limit(limit)
        .select((articles::id, articles::locale, articles::slug, articles::next_review_at))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(articles::next_review_at.gt(after));
    }
    let rows: Vec<(Id, Locale, Option<Slug>, Option<Timestamp>)> = query.load(connection)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, locale, slug, next_review_at)| {
            next_review_at.map(|next_review_at| DueReview { id, locale, slug, next_review_at, state })
        })
        .collect())
}

/// Records that a reminder was sent.
pub fn mark_reminded(connection: &mut Connection, review: &DueReview) -> Result<(), Error> {
    diesel::insert_into(review_reminders::table)
        .values((
            review_reminders::article_id.eq(review.id),
            review_reminders::next_review_at.eq(review.next_review_at),
            review_reminders::state.eq(review.state.as_str()),
        ))
        .execute(connection)?;
    Ok(())
}

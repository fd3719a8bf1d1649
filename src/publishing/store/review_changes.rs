//! Queries of published articles by the times at which their review state changes.

use std::collections::BTreeSet;

use diesel::dsl::min;
use diesel::prelude::*;

use crate::content::review::REVIEW_LEAD_DAYS;
use crate::content::{DAY_MS, Id, Timestamp};
use crate::db::schema::{published_articles, published_changes};
use crate::db::{Connection, Error};

const LEAD_MS: i64 = REVIEW_LEAD_DAYS as i64 * DAY_MS;

/// The times in milliseconds before `nextReviewAt` at which a review becomes due and overdue.
const LEADS_MS: [i64; 2] = [LEAD_MS, 0];

/// Returns published articles whose review state changed by `now` (after `after`, if given) and that have no later
/// change, only those of `among` if it is given; at most `limit` for either state.
pub fn find_review_changes(
    connection: &mut Connection,
    after: Option<Timestamp>,
    now: Timestamp,
    among: Option<&[Id]>,
    limit: i64,
) -> Result<Vec<Id>, Error> {
    let mut found = BTreeSet::new();
    for lead_ms in LEADS_MS {
        let mut query = published_articles::table
            .inner_join(published_changes::table.on(published_changes::entity_id.eq(published_articles::id)))
            .filter(published_articles::next_review_at.le(now.later_by_ms(lead_ms)))
            .filter(published_articles::next_review_at.gt((published_changes::at + lead_ms).nullable()))
            .order(published_articles::next_review_at)
            .limit(limit)
            .select(published_articles::id)
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(published_articles::next_review_at.gt(after.later_by_ms(lead_ms)));
        }
        if let Some(among) = among {
            query = query.filter(published_articles::id.eq_any(among.to_vec()));
        }
        found.extend(query.load::<Id>(connection)?);
    }
    Ok(found.into_iter().collect())
}

/// Returns the time after `now` at which the next review state of a published article changes.
pub fn next_review_change(connection: &mut Connection, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let mut next = None;
    for lead_ms in LEADS_MS {
        let turns: Option<Timestamp> = published_articles::table
            .filter(published_articles::next_review_at.gt(now.later_by_ms(lead_ms)))
            .select(min(published_articles::next_review_at))
            .get_result(connection)?;
        let turns = turns.map(|at| Timestamp::from_unix_ms(at.unix_ms() - lead_ms));
        next = [next, turns].into_iter().flatten().min();
    }
    Ok(next)
}

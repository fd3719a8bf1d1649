//! Queries about the change log and about scheduled events.

use diesel::prelude::*;

use crate::content::{Id, Timestamp, review::REVIEW_LEAD_DAYS};
use crate::db::schema::{changes, published_articles, published_intents};
use crate::db::{Connection, Error};

/// Returns the time of the last change.
pub(crate) fn last_change(connection: &mut Connection) -> Result<Option<Timestamp>, Error> {
    Ok(changes::table.order(changes::seq.desc()).select(changes::at).first(connection).optional()?)
}

/// Returns the number of the last change, or 0 if there is none.
pub(crate) fn last_seq(connection: &mut Connection) -> Result<i64, Error> {
    Ok(changes::table.select(diesel::dsl::max(changes::seq)).first::<Option<i64>>(connection)?.unwrap_or_default())
}

/// A row of the change log.
#[derive(Debug, Queryable)]
pub(crate) struct LoggedChange {
    pub(crate) seq: i64,
    pub(crate) entity_id: Id,
}

/// Returns at most `limit` changes after the change `seq`, in order.
pub(crate) fn load_changes_after(
    connection: &mut Connection,
    seq: i64,
    limit: i64,
) -> Result<Vec<LoggedChange>, Error> {
    let changes_after = changes::table.filter(changes::seq.gt(seq)).order(changes::seq).limit(limit);
    Ok(changes_after.select((changes::seq, changes::entity_id)).load(connection)?)
}

/// Returns the time of the next scheduled publication or unpublication. It is in the past if the event is still to be run.
pub(crate) fn next_scheduled_event(connection: &mut Connection) -> Result<Option<Timestamp>, Error> {
    Ok(published_intents::table.select(diesel::dsl::min(published_intents::at)).get_result(connection)?)
}

/// Returns the next time after `now` at which the review of a published article becomes due or overdue.
pub(crate) fn next_review_change(connection: &mut Connection, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let lead_ms = now.unix_ms() - now.days_before(REVIEW_LEAD_DAYS).unix_ms();
    let mut times = Vec::new();
    for lead_ms in [0, lead_ms] {
        let next: Option<Timestamp> = published_articles::table
            .filter(published_articles::next_review_at.gt(now.later_by_ms(lead_ms)))
            .select(diesel::dsl::min(published_articles::next_review_at))
            .get_result(connection)?;
        times.extend(next.map(|at| Timestamp::from_unix_ms(at.unix_ms() - lead_ms)));
    }
    Ok(times.into_iter().min())
}

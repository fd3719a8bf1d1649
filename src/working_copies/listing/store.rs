//! Queries of lists of working copies.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::{ListFilter, ListOrder, ListRange};
use crate::content::review::{REVIEW_LEAD_DAYS, ReviewState};
use crate::content::{Id, Kind, Status, Timestamp};
use crate::db::schema::{articles as article_rows, link_uses, links, working_copies, working_references};
use crate::db::{Backend, Connection, Error};
use crate::working_copies::WorkingCopy;
use crate::working_copies::store::{HeadRow, complete};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

type Heads = working_copies::BoxedQuery<'static, Backend>;

diesel::define_sql_function! {
    /// The first of the two that is not null.
    fn coalesce(value: Nullable<BigInt>, otherwise: BigInt) -> BigInt;
}

fn filtered(kind: Kind, filter: &ListFilter) -> Heads {
    let mut query = working_copies::table.filter(working_copies::kind.eq(kind)).into_boxed();
    query = match filter.status {
        Some(status) => query.filter(working_copies::status.eq(status)),
        None => query.filter(working_copies::status.ne(Status::Trashed)),
    };
    if let Some(topic) = filter.topic {
        query = query.filter(diesel::dsl::exists(
            working_references::table
                .filter(working_references::target_id.eq(topic))
                .filter(working_references::source_id.eq(working_copies::id)),
        ));
    }
    if let Some(q) = &filter.q {
        query = query.filter(working_copies::label.like(contains_pattern(q)).escape('\\'));
    }
    if let Some(before) = filter.review_due_before {
        query = query.filter(diesel::dsl::exists(
            article_rows::table
                .filter(article_rows::id.eq(working_copies::id))
                .filter(article_rows::next_review_at.lt(before)),
        ));
    }
    if let Some(status) = filter.link_status {
        query = query.filter(diesel::dsl::exists(
            link_uses::table
                .inner_join(links::table.on(links::url.eq(link_uses::url)))
                .filter(link_uses::source_id.eq(working_copies::id))
                .filter(links::status.eq(status.as_str())),
        ));
    }
    match filter.review_state {
        None => query,
        Some(state) => of_review_state(query, state, Timestamp::now()),
    }
}

fn of_review_state(query: Heads, state: ReviewState, now: Timestamp) -> Heads {
    let soon = now.later_by_ms(i64::from(REVIEW_LEAD_DAYS) * DAY_MS);
    let reviewed_by = |until: Timestamp| {
        diesel::dsl::exists(
            article_rows::table
                .filter(article_rows::id.eq(working_copies::id))
                .filter(article_rows::next_review_at.le(until)),
        )
    };
    match state {
        ReviewState::Overdue => query.filter(reviewed_by(now)),
        ReviewState::Due => query.filter(reviewed_by(soon)).filter(diesel::dsl::not(reviewed_by(now))),
        ReviewState::Current => query.filter(diesel::dsl::not(reviewed_by(soon))),
    }
}

fn contains_pattern(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// Part of a list in its order, each row with its sort key.
pub fn list(
    connection: &mut Connection,
    kind: Kind,
    filter: &ListFilter,
    order: ListOrder,
    range: ListRange,
) -> Result<Vec<(i64, WorkingCopy)>, Error> {
    let query = filtered(kind, filter);
    let keys = match order {
        ListOrder::LatestFirst => keys_by_age(connection, query, range, !range.backwards)?,
        ListOrder::LatestLast => keys_by_age(connection, query, range, range.backwards)?,
        // Those without a date are last either way.
        ListOrder::NextReviewFirst => keys_by_review(connection, query, range, range.backwards, i64::MAX)?,
        ListOrder::NextReviewLast => keys_by_review(connection, query, range, !range.backwards, i64::MIN)?,
    };
    let ids: Vec<Id> = keys.iter().map(|(id, _)| *id).collect();
    let heads: Vec<HeadRow> =
        working_copies::table.filter(working_copies::id.eq_any(&ids)).select(HeadRow::as_select()).load(connection)?;
    let mut heads: HashMap<Id, HeadRow> = heads.into_iter().map(|head| (head.id, head)).collect();
    let mut copies = Vec::with_capacity(keys.len());
    for (id, key) in keys {
        if let Some(head) = heads.remove(&id) {
            copies.push((key, complete(connection, head.into())?));
        }
    }
    Ok(copies)
}

fn keys_by_age(
    connection: &mut Connection,
    query: Heads,
    range: ListRange,
    descends: bool,
) -> Result<Vec<(Id, i64)>, Error> {
    use working_copies::{id, updated_at};
    let from = range.from.map(|(key, from)| (Timestamp::from_unix_ms(key), from));
    let query = match from {
        Some((at, from)) if descends => query.filter(updated_at.le(at)).filter(updated_at.lt(at).or(id.lt(from))),
        Some((at, from)) => query.filter(updated_at.ge(at)).filter(updated_at.gt(at).or(id.gt(from))),
        None => query,
    };
    let query =
        if descends { query.order((updated_at.desc(), id.desc())) } else { query.order((updated_at.asc(), id.asc())) };
    let rows: Vec<(Id, Timestamp)> = query.limit(range.rows).select((id, updated_at)).load(connection)?;
    Ok(rows.into_iter().map(|(found, at)| (found, at.unix_ms())).collect())
}

fn keys_by_review(
    connection: &mut Connection,
    query: Heads,
    range: ListRange,
    descends: bool,
    undated: i64,
) -> Result<Vec<(Id, i64)>, Error> {
    use article_rows::{id, next_review_at};
    let key = || coalesce(next_review_at, undated);
    let articles = article_rows::table.filter(id.eq_any(query.select(working_copies::id))).into_boxed();
    let articles = match range.from {
        Some((at, from)) if descends => articles.filter(key().lt(at).or(key().eq(at).and(id.lt(from)))),
        Some((at, from)) => articles.filter(key().gt(at).or(key().eq(at).and(id.gt(from)))),
        None => articles,
    };
    let articles =
        if descends { articles.order((key().desc(), id.desc())) } else { articles.order((key().asc(), id.asc())) };
    Ok(articles.limit(range.rows).select((id, key())).load(connection)?)
}

/// How many working copies the whole list has.
pub fn count(connection: &mut Connection, kind: Kind, filter: &ListFilter) -> Result<i64, Error> {
    Ok(filtered(kind, filter).count().get_result(connection)?)
}

//! Queries of lists of working copies.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::heads::{WorkingCopyRow, load_content};
use crate::content::review::{REVIEW_LEAD_DAYS, ReviewState};
use crate::content::{DAY_MS, Id, Kind, Status, Timestamp};
use crate::db::schema::{articles as article_rows, link_uses, links, working_copies, working_references};
use crate::db::{Backend, Connection, Error};
use crate::links::LinkStatus;
use crate::string_enum;
use crate::working_copies::model::WorkingCopy;

/// The filters of a list of working copies.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// The status; without it, everything except the trash.
    pub status: Option<Status>,
    /// A topic of the working copies.
    pub topic: Option<Id>,
    /// A part of the title, text or name.
    pub q: Option<String>,
    /// Only articles with the next review before this time.
    pub review_due_before: Option<Timestamp>,
    /// Only working copies with a link in this state.
    pub link_status: Option<LinkStatus>,
    /// Only articles in this review state.
    pub review_state: Option<ReviewState>,
}

string_enum! {
    /// The order of a list of working copies; a leading minus sign reverses it.
    ListOrder {
        /// The last written first.
        LatestFirst = "-updatedAt",
        /// The last written last.
        LatestLast = "updatedAt",
        /// The earliest next review first, those without a date last.
        NextReviewFirst = "nextReviewAt",
        /// The earliest next review last, those without a date after it.
        NextReviewLast = "-nextReviewAt",
    }
}

impl ListOrder {
    /// Returns true if it is an order by review, which only articles have.
    pub fn is_by_review(self) -> bool {
        matches!(self, Self::NextReviewFirst | Self::NextReviewLast)
    }
}

/// The position of a row in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortPosition {
    /// The sort key.
    pub key: i64,
    /// The id.
    pub id: Id,
}

/// A working copy with its sort key in a list.
#[derive(Debug)]
pub struct ListedCopy {
    /// The sort key.
    pub key: i64,
    /// The working copy.
    pub copy: WorkingCopy,
}

/// The part of a list to read.
#[derive(Debug, Clone, Copy)]
pub struct ListRange {
    /// The sort key and id of the adjacent row, if it is not the first page.
    pub from: Option<SortPosition>,
    /// True if the rows before `from` are read, in reverse order.
    pub backwards: bool,
    /// The maximum number of rows.
    pub rows: i64,
}

type WorkingCopyQuery = working_copies::BoxedQuery<'static, Backend>;

diesel::define_sql_function! {
    /// Returns the first of the two that is not null.
    fn coalesce(value: Nullable<BigInt>, otherwise: BigInt) -> BigInt;
}

fn filtered(kind: Kind, filter: &ListFilter) -> WorkingCopyQuery {
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
        Some(state) => filter_by_review_state(query, state, Timestamp::now()),
    }
}

fn filter_by_review_state(query: WorkingCopyQuery, state: ReviewState, now: Timestamp) -> WorkingCopyQuery {
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

/// Returns a part of a list in its order, each row with its sort key.
pub fn list(
    connection: &mut Connection,
    kind: Kind,
    filter: &ListFilter,
    order: ListOrder,
    range: ListRange,
) -> Result<Vec<ListedCopy>, Error> {
    let query = filtered(kind, filter);
    let keys = match order {
        ListOrder::LatestFirst => keys_by_age(connection, query, range, !range.backwards)?,
        ListOrder::LatestLast => keys_by_age(connection, query, range, range.backwards)?,
        // Articles without a date come last in either order.
        ListOrder::NextReviewFirst => keys_by_review(connection, query, range, range.backwards, i64::MAX)?,
        ListOrder::NextReviewLast => keys_by_review(connection, query, range, !range.backwards, i64::MIN)?,
    };
    let ids: Vec<Id> = keys.iter().map(|position| position.id).collect();
    let heads: Vec<WorkingCopyRow> = working_copies::table
        .filter(working_copies::id.eq_any(&ids))
        .select(WorkingCopyRow::as_select())
        .load(connection)?;
    let mut heads: HashMap<Id, WorkingCopyRow> = heads.into_iter().map(|head| (head.id, head)).collect();
    let mut copies = Vec::with_capacity(keys.len());
    for SortPosition { key, id } in keys {
        if let Some(head) = heads.remove(&id) {
            copies.push(ListedCopy { key, copy: load_content(connection, head.into())? });
        }
    }
    Ok(copies)
}

fn keys_by_age(
    connection: &mut Connection,
    query: WorkingCopyQuery,
    range: ListRange,
    descends: bool,
) -> Result<Vec<SortPosition>, Error> {
    use working_copies::{id, updated_at};
    let from = range.from.map(|from| (Timestamp::from_unix_ms(from.key), from.id));
    let query = match from {
        Some((at, from)) if descends => query.filter(updated_at.le(at)).filter(updated_at.lt(at).or(id.lt(from))),
        Some((at, from)) => query.filter(updated_at.ge(at)).filter(updated_at.gt(at).or(id.gt(from))),
        None => query,
    };
    let query =
        if descends { query.order((updated_at.desc(), id.desc())) } else { query.order((updated_at.asc(), id.asc())) };
    let rows: Vec<(Id, Timestamp)> = query.limit(range.rows).select((id, updated_at)).load(connection)?;
    Ok(rows.into_iter().map(|(found, at)| SortPosition { key: at.unix_ms(), id: found }).collect())
}

fn keys_by_review(
    connection: &mut Connection,
    query: WorkingCopyQuery,
    range: ListRange,
    descends: bool,
    undated: i64,
) -> Result<Vec<SortPosition>, Error> {
    use article_rows::{id, next_review_at};
    let key = || coalesce(next_review_at, undated);
    let articles = article_rows::table.filter(id.eq_any(query.select(working_copies::id))).into_boxed();
    let articles = match range.from {
        Some(from) if descends => articles.filter(key().lt(from.key).or(key().eq(from.key).and(id.lt(from.id)))),
        Some(from) => articles.filter(key().gt(from.key).or(key().eq(from.key).and(id.gt(from.id)))),
        None => articles,
    };
    let articles =
        if descends { articles.order((key().desc(), id.desc())) } else { articles.order((key().asc(), id.asc())) };
    let rows: Vec<(Id, i64)> = articles.limit(range.rows).select((id, key())).load(connection)?;
    Ok(rows.into_iter().map(|(found, key)| SortPosition { key, id: found }).collect())
}

/// Returns the number of working copies in the whole list.
pub fn count(connection: &mut Connection, kind: Kind, filter: &ListFilter) -> Result<i64, Error> {
    Ok(filtered(kind, filter).count().get_result(connection)?)
}

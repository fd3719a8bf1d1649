//! Queries of lists of working copies.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::heads::{WorkingCopyRow, load_content};
use super::list_filter::{ListFilter, WorkingCopyQuery, filtered};
use crate::content::{Id, Kind, Timestamp};
use crate::db::schema::{articles as article_rows, working_copies};
use crate::db::{Connection, Error};
use crate::string_enum;
use crate::working_copies::model::WorkingCopy;

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
        /// By the title, text or name, in the order of Unicode code points.
        TitleFirst = "title",
        /// By the title, text or name, backwards.
        TitleLast = "-title",
    }
}

impl ListOrder {
    /// Returns true if it is an order by review, which only articles have.
    pub fn is_by_review(self) -> bool {
        matches!(self, Self::NextReviewFirst | Self::NextReviewLast)
    }

    /// Returns true if it is an order by title.
    pub fn is_by_title(self) -> bool {
        matches!(self, Self::TitleFirst | Self::TitleLast)
    }
}

/// A sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListKey {
    /// A time in milliseconds since 1970.
    Number(i64),
    /// A title.
    Title(String),
}

impl ListKey {
    fn number(&self) -> i64 {
        match self {
            Self::Number(number) => *number,
            Self::Title(_) => 0,
        }
    }
}

impl std::fmt::Display for ListKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Title(title) => formatter.write_str(title),
        }
    }
}

/// The position of a row in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortPosition {
    /// The sort key.
    pub key: ListKey,
    /// The id.
    pub id: Id,
}

/// A working copy with its sort key in a list.
#[derive(Debug)]
pub struct ListedCopy {
    /// The sort key.
    pub key: ListKey,
    /// The working copy.
    pub copy: WorkingCopy,
}

/// The part of a list to read.
#[derive(Debug, Clone)]
pub struct ListRange {
    /// The sort key and id of the adjacent row, if it is not the first page.
    pub from: Option<SortPosition>,
    /// True if the rows before `from` are read, in reverse order.
    pub backwards: bool,
    /// The maximum number of rows.
    pub rows: i64,
}

diesel::define_sql_function! {
    /// Returns the first of the two that is not null.
    fn coalesce(value: Nullable<BigInt>, otherwise: BigInt) -> BigInt;
}

/// Returns a part of a list in its order, each row with its sort key.
pub fn list(
    connection: &mut Connection,
    kind: Kind,
    filter: &ListFilter,
    order: ListOrder,
    range: &ListRange,
) -> Result<Vec<ListedCopy>, Error> {
    let query = filtered(connection, kind, filter)?;
    let keys = match order {
        ListOrder::LatestFirst => keys_by_age(connection, query, range, !range.backwards)?,
        ListOrder::LatestLast => keys_by_age(connection, query, range, range.backwards)?,
        // Articles without a date come last in either order.
        ListOrder::NextReviewFirst => keys_by_review(connection, query, range, range.backwards, i64::MAX)?,
        ListOrder::NextReviewLast => keys_by_review(connection, query, range, !range.backwards, i64::MIN)?,
        ListOrder::TitleFirst => keys_by_title(connection, query, range, range.backwards)?,
        ListOrder::TitleLast => keys_by_title(connection, query, range, !range.backwards)?,
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
    range: &ListRange,
    descends: bool,
) -> Result<Vec<SortPosition>, Error> {
    use working_copies::{id, updated_at};
    let from = range.from.as_ref().map(|from| (Timestamp::from_unix_ms(from.key.number()), from.id));
    let query = match from {
        Some((at, from)) if descends => query.filter(updated_at.le(at)).filter(updated_at.lt(at).or(id.lt(from))),
        Some((at, from)) => query.filter(updated_at.ge(at)).filter(updated_at.gt(at).or(id.gt(from))),
        None => query,
    };
    let query =
        if descends { query.order((updated_at.desc(), id.desc())) } else { query.order((updated_at.asc(), id.asc())) };
    let rows: Vec<(Id, Timestamp)> = query.limit(range.rows).select((id, updated_at)).load(connection)?;
    Ok(rows.into_iter().map(|(found, at)| SortPosition { key: ListKey::Number(at.unix_ms()), id: found }).collect())
}

fn keys_by_review(
    connection: &mut Connection,
    query: WorkingCopyQuery,
    range: &ListRange,
    descends: bool,
    undated: i64,
) -> Result<Vec<SortPosition>, Error> {
    use article_rows::{id, next_review_at};
    let key = || coalesce(next_review_at, undated);
    let articles = article_rows::table.filter(id.eq_any(query.select(working_copies::id))).into_boxed();
    let from = range.from.as_ref().map(|from| (from.key.number(), from.id));
    let articles = match from {
        Some((at, from)) if descends => articles.filter(key().lt(at).or(key().eq(at).and(id.lt(from)))),
        Some((at, from)) => articles.filter(key().gt(at).or(key().eq(at).and(id.gt(from)))),
        None => articles,
    };
    let articles =
        if descends { articles.order((key().desc(), id.desc())) } else { articles.order((key().asc(), id.asc())) };
    let rows: Vec<(Id, i64)> = articles.limit(range.rows).select((id, key())).load(connection)?;
    Ok(rows.into_iter().map(|(found, key)| SortPosition { key: ListKey::Number(key), id: found }).collect())
}

fn keys_by_title(
    connection: &mut Connection,
    query: WorkingCopyQuery,
    range: &ListRange,
    descends: bool,
) -> Result<Vec<SortPosition>, Error> {
    use working_copies::{id, label};
    let from = range.from.as_ref().map(|from| (from.key.to_string(), from.id));
    let query = match from {
        Some((title, from)) if descends => {
            query.filter(label.le(title.clone())).filter(label.lt(title).or(id.lt(from)))
        }
        Some((title, from)) => query.filter(label.ge(title.clone())).filter(label.gt(title).or(id.gt(from))),
        None => query,
    };
    let query = if descends { query.order((label.desc(), id.desc())) } else { query.order((label.asc(), id.asc())) };
    let rows: Vec<(Id, String)> = query.limit(range.rows).select((id, label)).load(connection)?;
    Ok(rows.into_iter().map(|(found, title)| SortPosition { key: ListKey::Title(title), id: found }).collect())
}

/// Returns the number of working copies in the whole list.
pub fn count(connection: &mut Connection, kind: Kind, filter: &ListFilter) -> Result<i64, Error> {
    Ok(filtered(connection, kind, filter)?.count().get_result(connection)?)
}

//! Rows of the search index of working copies.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::heads::{WorkingCopyRow, find as find_copy};
use super::search_text::text_of;
use crate::content::search::SearchQuery;
use crate::content::{Content, Id, Kind, Status, Timestamp};
use crate::db::full_text::{Match, MatchExpression, PassageRowid, working_index as index};
use crate::db::schema::{working_copies, working_findables};
use crate::db::{Connection, Error};

/// A working copy in a search result.
#[derive(Debug, Clone)]
pub struct FoundCopy {
    /// Its id.
    pub id: Id,
    /// Its kind.
    pub kind: Kind,
    /// Its title, text or name.
    pub label: String,
    /// Its status.
    pub status: Status,
    /// Its version.
    pub version: i64,
    /// The time of its last write.
    pub updated_at: Timestamp,
    /// Its other text, as plain text.
    pub text: String,
    /// The relevance; higher is better.
    pub score: f64,
}

/// A search result.
#[derive(Debug)]
pub struct FoundCopies {
    /// The working copies, the best first.
    pub copies: Vec<FoundCopy>,
    /// True if each of them contains all words of the query; otherwise some of them.
    pub has_all: bool,
}

/// The number of results below which matches of only some words are searched as well.
const FEW_RESULTS: usize = 3;

/// Writes the index row of a working copy.
pub(super) fn save(connection: &mut Connection, id: Id, content: &Content) -> Result<(), Error> {
    use working_findables as row;
    let (label, text) = (content.label(), text_of(content));
    let known: Option<(i64, String, String)> = row::table
        .filter(row::entity_id.eq(id))
        .select((row::number, row::label, row::text))
        .first(connection)
        .optional()?;
    let number = match known {
        Some((_, known_label, known_text)) if known_label == label && known_text == text => return Ok(()),
        Some((number, _, _)) => {
            diesel::delete(index::table.filter(index::rowid.eq(number))).execute(connection)?;
            diesel::update(row::table.find(number))
                .set((row::label.eq(label), row::text.eq(&text)))
                .execute(connection)?;
            number
        }
        None => {
            let number = next_number(connection, content.kind())?;
            diesel::insert_into(row::table)
                .values((row::number.eq(number), row::entity_id.eq(id), row::label.eq(label), row::text.eq(&text)))
                .execute(connection)?;
            number
        }
    };
    diesel::insert_into(index::table)
        .values((index::rowid.eq(number), index::label.eq(label), index::text.eq(&text)))
        .execute(connection)?;
    Ok(())
}

/// Returns true if the index row of a working copy matches its content; `indexed` contains the numbers of the rows in
/// the index.
pub(super) fn is_indexed(
    connection: &mut Connection,
    id: Id,
    content: &Content,
    indexed: &HashSet<i64>,
) -> Result<bool, Error> {
    use working_findables as row;
    let known: Option<(i64, String, String)> = row::table
        .filter(row::entity_id.eq(id))
        .select((row::number, row::label, row::text))
        .first(connection)
        .optional()?;
    Ok(known.is_some_and(|(number, label, text)| {
        indexed.contains(&number) && label == content.label() && text == text_of(content)
    }))
}

/// Removes a working copy from the index.
pub(super) fn remove(connection: &mut Connection, id: Id) -> Result<(), Error> {
    use working_findables as row;
    let number: Option<i64> =
        row::table.filter(row::entity_id.eq(id)).select(row::number).first(connection).optional()?;
    if let Some(number) = number {
        diesel::delete(index::table.filter(index::rowid.eq(number))).execute(connection)?;
        diesel::delete(row::table.find(number)).execute(connection)?;
    }
    Ok(())
}

fn next_number(connection: &mut Connection, kind: Kind) -> Result<i64, Error> {
    use working_findables as row;
    let (first, last) = PassageRowid::range(kind, None);
    let latest: Option<i64> = row::table
        .filter(row::number.ge(first.get()))
        .filter(row::number.le(last.get()))
        .order(row::number.desc())
        .select(row::number)
        .first(connection)
        .optional()?;
    Ok(latest.map_or(first.get(), |latest| latest + 1))
}

/// Rebuilds the index. Returns the number of indexed working copies.
pub fn reindex(connection: &mut Connection) -> Result<usize, Error> {
    diesel::delete(working_findables::table).execute(connection)?;
    diesel::sql_query("INSERT INTO working_index (working_index) VALUES ('delete-all')").execute(connection)?;
    let ids: Vec<(Id, Kind)> = working_copies::table
        .filter(working_copies::status.ne(Status::Trashed))
        .order(working_copies::id)
        .select((working_copies::id, working_copies::kind))
        .load(connection)?;
    for (id, kind) in &ids {
        if let Some(copy) = find_copy(connection, *kind, *id)? {
            save(connection, *id, &copy.content)?;
        }
    }
    Ok(ids.len())
}

/// Returns at most `limit` working copies of these kinds that contain all words of the query or, if those are few, some
/// of them.
pub fn search(
    connection: &mut Connection,
    query: &SearchQuery,
    kinds: &[Kind],
    limit: usize,
) -> Result<FoundCopies, Error> {
    let all = ranked(connection, &MatchExpression::all(query), kinds, limit)?;
    let some = MatchExpression::any(query, |_| true).filter(|_| all.len() < FEW_RESULTS && query.clauses.len() > 1);
    let some = some.map(|some| ranked(connection, &some, kinds, limit)).transpose()?;
    let (rows, has_all) = match some {
        Some(some) if some.len() > all.len() => (some, false),
        _ => (all, true),
    };
    Ok(FoundCopies { copies: load_copies(connection, &rows)?, has_all })
}

/// A row of the index that matches a query.
#[derive(Queryable)]
struct RankedRow {
    number: i64,
    /// The rank from FTS5; lower is better.
    rank: f64,
}

/// Returns the rows that match best.
fn ranked(
    connection: &mut Connection,
    expression: &MatchExpression,
    kinds: &[Kind],
    limit: usize,
) -> Result<Vec<RankedRow>, Error> {
    let mut found: Vec<RankedRow> = Vec::new();
    for kind in kinds {
        let (first, last) = PassageRowid::range(*kind, None);
        let rows: Vec<RankedRow> = index::table
            .filter(Match::new(index::whole, expression.as_str().into_sql::<Text>()))
            .filter(index::rowid.ge(first.get()))
            .filter(index::rowid.le(last.get()))
            .order(index::rank)
            .select((index::rowid, index::rank))
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .load(connection)?;
        found.extend(rows);
    }
    found.sort_by(|one, other| one.rank.total_cmp(&other.rank).then(one.number.cmp(&other.number)));
    found.truncate(limit);
    Ok(found)
}

fn load_copies(connection: &mut Connection, rows: &[RankedRow]) -> Result<Vec<FoundCopy>, Error> {
    let mut copies = Vec::with_capacity(rows.len());
    for RankedRow { number, rank } in rows {
        let (label, text, head): (String, String, WorkingCopyRow) = working_findables::table
            .inner_join(working_copies::table)
            .filter(working_findables::number.eq(*number))
            .select((working_findables::label, working_findables::text, WorkingCopyRow::as_select()))
            .first(connection)?;
        copies.push(FoundCopy {
            id: head.id,
            kind: head.kind,
            label,
            status: head.status,
            version: head.version,
            updated_at: head.updated_at,
            text,
            score: (-rank).max(0.0),
        });
    }
    Ok(copies)
}

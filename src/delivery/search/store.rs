//! Reads of the search index and of what was found in it.

use std::collections::HashMap;

use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::content::{Id, Kind, Locale, Slug};
use crate::db::full_text::{Expression, Match, PassageNumber, published_passage_index as index};
use crate::db::schema::{
    published_articles, published_findables, published_locales, published_passages, published_phrases,
    published_resources,
};
use crate::db::{self, Connection};

/// The first and the last number that passages in which is searched can have.
pub(super) type NumberRange = (PassageNumber, PassageNumber);

/// The number that stands for a locale in those of passages; none if nothing was ever published in it.
pub(super) fn locale_number(connection: &mut Connection, locale: &Locale) -> Result<Option<i64>, db::Error> {
    Ok(published_locales::table
        .filter(published_locales::locale.eq(locale))
        .select(published_locales::number)
        .first(connection)
        .optional()?)
}

/// Gives `each` the numbers of all passages in the range that fit, in their order, with how little they do.
pub(super) fn each_row(
    connection: &mut Connection,
    expression: &Expression,
    (first, last): NumberRange,
    mut each: impl FnMut(i64, f64),
) -> Result<(), db::Error> {
    let rows = index::table
        .filter(Match::new(index::whole, expression.as_str().into_sql::<Text>()))
        .filter(index::rowid.ge(first.get()))
        .filter(index::rowid.le(last.get()))
        .order(index::rowid)
        .select((index::rowid, index::rank))
        .load_iter::<(i64, f64), DefaultLoadingMode>(connection)?;
    for row in rows {
        let (number, rank) = row?;
        each(number, rank);
    }
    Ok(())
}

/// The numbers of the first passages in the ranges that fit, at most so many.
pub(super) fn first_numbers(
    connection: &mut Connection,
    expression: &Expression,
    ranges: &[NumberRange],
    most: usize,
) -> Result<Vec<i64>, db::Error> {
    let mut numbers: Vec<i64> = Vec::new();
    for (first, last) in ranges {
        let some: Vec<i64> = index::table
            .filter(Match::new(index::whole, expression.as_str().into_sql::<Text>()))
            .filter(index::rowid.ge(first.get()))
            .filter(index::rowid.le(last.get()))
            .select(index::rowid)
            .limit(i64::try_from(most.saturating_sub(numbers.len())).unwrap_or(i64::MAX))
            .load(connection)?;
        numbers.extend(some);
    }
    Ok(numbers)
}

/// How many passages in the ranges fit, counted up to `most`.
pub(super) fn count(
    connection: &mut Connection,
    expression: &Expression,
    ranges: &[NumberRange],
    most: usize,
) -> Result<usize, db::Error> {
    Ok(first_numbers(connection, expression, ranges, most)?.len())
}

/// A passage as it stands in its table.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = published_passages)]
pub(super) struct PassageRow {
    pub(super) number: i64,
    pub(super) section_id: Option<Id>,
    pub(super) anchor: Option<Slug>,
    pub(super) title: String,
    pub(super) phrase: String,
    pub(super) heading: String,
    pub(super) text: String,
}

/// The passages of those numbers.
pub(super) fn passages(connection: &mut Connection, numbers: &[i64]) -> Result<Vec<PassageRow>, db::Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    Ok(published_passages::table
        .filter(published_passages::number.eq_any(numbers))
        .select(PassageRow::as_select())
        .load(connection)?)
}

/// Which things have those numbers.
pub(super) fn ids(connection: &mut Connection, numbers: &[i64]) -> Result<HashMap<i64, Id>, db::Error> {
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, Id)> = published_findables::table
        .filter(published_findables::number.eq_any(numbers))
        .select((published_findables::number, published_findables::entity_id))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The JSON by which things of a kind are shown: the cards of articles, the documents of others.
pub(super) fn documents(connection: &mut Connection, kind: Kind, ids: &[Id]) -> Result<HashMap<Id, String>, db::Error> {
    macro_rules! documents {
        ($table:ident, $json:ident) => {
            $table::table.filter($table::id.eq_any(ids)).select(($table::id, $table::$json)).load(connection)?
        };
    }
    let rows: Vec<(Id, String)> = match kind {
        Kind::Article => documents!(published_articles, card),
        Kind::Phrase => documents!(published_phrases, document),
        Kind::Resource => documents!(published_resources, document),
        Kind::Topic => Vec::new(),
    };
    Ok(rows.into_iter().collect())
}

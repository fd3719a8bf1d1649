//! Queries for the search index, for the hits and for synonyms.

use std::collections::HashMap;

use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::content::{Id, Kind, Locale, Slug, Timestamp};
use crate::db::full_text::{Match, MatchExpression, PassageRowid, published_passage_index as index};
use crate::db::schema::{
    published_articles, published_findables, published_locales, published_passages, published_phrases,
    published_resources, published_synonym_versions as versions, published_synonyms as synonyms,
};
use crate::db::{self, Connection};

/// A range of rowids of passages to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PassageRange {
    pub(super) first: PassageRowid,
    pub(super) last: PassageRowid,
}

impl PassageRange {
    /// Returns the range of all passages of a kind, in one locale or in all.
    pub(super) fn of_kind(kind: Kind, locale_number: Option<i64>) -> Self {
        let (first, last) = PassageRowid::range(kind, locale_number);
        Self { first, last }
    }
}

/// Returns the number of a locale in the rowids of passages, or none if nothing was ever published in it.
pub(super) fn find_locale_number(connection: &mut Connection, locale: &Locale) -> Result<Option<i64>, db::Error> {
    Ok(published_locales::table
        .filter(published_locales::locale.eq(locale))
        .select(published_locales::number)
        .first(connection)
        .optional()?)
}

/// Calls `visit` with the rowid and the BM25 rank of every matching passage in the range, in the order of the rowids.
pub(super) fn for_each_match(
    connection: &mut Connection,
    expression: &MatchExpression,
    range: PassageRange,
    mut visit: impl FnMut(i64, f64),
) -> Result<(), db::Error> {
    let rows = index::table
        .filter(Match::new(index::whole, expression.as_str().into_sql::<Text>()))
        .filter(index::rowid.ge(range.first.get()))
        .filter(index::rowid.le(range.last.get()))
        .order(index::rowid)
        .select((index::rowid, index::rank))
        .load_iter::<(i64, f64), DefaultLoadingMode>(connection)?;
    for row in rows {
        let (number, rank) = row?;
        visit(number, rank);
    }
    Ok(())
}

/// Returns the rowids of the first passages in the ranges that match, at most `limit` of them.
pub(super) fn load_matching_rowids(
    connection: &mut Connection,
    expression: &MatchExpression,
    ranges: &[PassageRange],
    limit: usize,
) -> Result<Vec<i64>, db::Error> {
    let mut rowids: Vec<i64> = Vec::new();
    for range in ranges {
        let rows: Vec<i64> = index::table
            .filter(Match::new(index::whole, expression.as_str().into_sql::<Text>()))
            .filter(index::rowid.ge(range.first.get()))
            .filter(index::rowid.le(range.last.get()))
            .select(index::rowid)
            .limit(i64::try_from(limit.saturating_sub(rowids.len())).unwrap_or(i64::MAX))
            .load(connection)?;
        rowids.extend(rows);
    }
    Ok(rowids)
}

/// Counts the passages in the ranges that match, up to `limit`.
pub(super) fn count_matches(
    connection: &mut Connection,
    expression: &MatchExpression,
    ranges: &[PassageRange],
    limit: usize,
) -> Result<usize, db::Error> {
    Ok(load_matching_rowids(connection, expression, ranges, limit)?.len())
}

/// The texts of a passage.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = published_passages)]
pub(super) struct PassageTexts {
    pub(super) number: i64,
    pub(super) section_id: Option<Id>,
    pub(super) anchor: Option<Slug>,
    pub(super) title: String,
    pub(super) phrase: String,
    pub(super) heading: String,
    pub(super) text: String,
}

/// Returns the texts of passages.
pub(super) fn load_passages(connection: &mut Connection, numbers: &[i64]) -> Result<Vec<PassageTexts>, db::Error> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    Ok(published_passages::table
        .filter(published_passages::number.eq_any(numbers))
        .select(PassageTexts::as_select())
        .load(connection)?)
}

/// Returns the ids of entities by the rowids of their first passages.
pub(super) fn load_ids(connection: &mut Connection, numbers: &[i64]) -> Result<HashMap<i64, Id>, db::Error> {
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, Id)> = published_findables::table
        .filter(published_findables::number.eq_any(numbers))
        .select((published_findables::number, published_findables::entity_id))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Returns the JSON that hits show: the cards of articles, or the documents of phrases and resources.
pub(super) fn load_documents(
    connection: &mut Connection,
    kind: Kind,
    ids: &[Id],
) -> Result<HashMap<Id, String>, db::Error> {
    macro_rules! load {
        ($table:ident, $json:ident) => {
            $table::table.filter($table::id.eq_any(ids)).select(($table::id, $table::$json)).load(connection)?
        };
    }
    let rows: Vec<(Id, String)> = match kind {
        Kind::Article => load!(published_articles, card),
        Kind::Phrase => load!(published_phrases, document),
        Kind::Resource => load!(published_resources, document),
        Kind::Topic => Vec::new(),
    };
    Ok(rows.into_iter().collect())
}

/// The version of all synonyms together.
#[derive(Debug, Queryable)]
pub(crate) struct SynonymsVersion {
    pub(crate) version: i64,
    pub(crate) updated_at: Timestamp,
}

/// Returns the synonyms of the expressions with these stems, by their stems. With a locale, only the synonyms of that locale
/// and of broader ones.
pub(super) fn load_synonyms(
    connection: &mut Connection,
    stems: &[String],
    locale: Option<&Locale>,
) -> Result<HashMap<String, Vec<String>>, db::Error> {
    if stems.is_empty() {
        return Ok(HashMap::new());
    }
    let mut groups = synonyms::table
        .filter(synonyms::stems.eq_any(stems))
        .select((synonyms::stems, synonyms::group_number))
        .into_boxed();
    if let Some(locale) = locale {
        groups = groups.filter(synonyms::locale.eq_any(locale.and_broader().collect::<Vec<_>>()));
    }
    let groups: Vec<(String, i64)> = groups.load(connection)?;
    let mut by_stems: HashMap<String, Vec<String>> = HashMap::new();
    for (stems, number) in groups {
        let others: Vec<String> = synonyms::table
            .filter(synonyms::group_number.eq(number))
            .filter(synonyms::stems.ne(&stems))
            .order(synonyms::position)
            .select(synonyms::words)
            .load(connection)?;
        let words = by_stems.entry(stems).or_default();
        words.extend(others);
        words.sort();
        words.dedup();
    }
    Ok(by_stems)
}

/// Returns the current version of the synonyms, or none if they were never saved.
pub(crate) fn load_synonyms_version(connection: &mut Connection) -> Result<Option<SynonymsVersion>, db::Error> {
    Ok(versions::table.select((versions::version, versions::updated_at)).first(connection).optional()?)
}

//! Reads of published phrases.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::filter::PhraseFilter;
use super::list::PhraseColumn;
use super::shuffling::shuffle_key;
use crate::content::{Id, Kind, Locale, ReferenceRole, Timestamp};
use crate::db::schema::{published_phrases, published_references};
use crate::db::{self, Connection};
use crate::delivery::listing::{Listed, RowRange, Sort};
use crate::delivery::store::{Backend, Narrowing, absence, last_change, narrowed, require, rows_in_order};
use crate::delivery::unanswered::Unanswered;
use crate::http::Row;

#[diesel::declare_sql_function]
extern "SQL" {
    fn lower(text: Text) -> Text;
}

/// A published phrase as it stands in its table.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = published_phrases)]
pub(super) struct PhraseRow {
    pub(super) locale: Locale,
    pub(super) updated_at: Timestamp,
    pub(super) document: String,
}

/// Finds a phrase.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<PhraseRow, Unanswered> {
    let found = published_phrases::table.find(id).select(PhraseRow::as_select()).get_result(connection).optional()?;
    found.ok_or_else(|| absence(connection, Kind::Phrase, id))
}

/// Reads rows of the list of phrases.
pub(super) fn list(
    connection: &mut Connection,
    filter: &PhraseFilter,
    sort: Sort<PhraseColumn>,
    range: &RowRange,
) -> Result<Listed, Unanswered> {
    let narrowing = narrowing(connection, filter)?;
    let total = if range.count { Some(matching(filter, &narrowing).count().get_result(connection)?) } else { None };
    macro_rules! rows {
        ($column:ident: $key:ty) => {
            rows_in_order!(connection, matching(filter, &narrowing), range, published_phrases, $column: $key, document)
        };
    }
    let rows = match sort.column {
        PhraseColumn::UpdatedAt => rows!(updated_at: Timestamp),
        PhraseColumn::Text => rows!(text: String),
        // The shuffled order has a reading of its own below.
        PhraseColumn::PublishedAt | PhraseColumn::Random => rows!(published_at: Timestamp),
    };
    Ok(Listed { rows, total, changed_at: last_change(connection)? })
}

/// Reads rows of the list of phrases as `seed` shuffles it. No index has that order, so that every id is
/// looked at; the phrases themselves are read for the page only.
pub(super) fn list_shuffled(
    connection: &mut Connection,
    filter: &PhraseFilter,
    seed: &str,
    range: &RowRange,
) -> Result<Listed, Unanswered> {
    let narrowing = narrowing(connection, filter)?;
    let mut keys: Vec<(String, Id)> =
        ids(connection, filter, &narrowing)?.into_iter().map(|id| (shuffle_key(seed, id), id)).collect();
    let total = range.count.then(|| i64::try_from(keys.len()).unwrap_or(i64::MAX));
    if let Some(place) = &range.place {
        let place = (place.text.clone(), place.id);
        keys.retain(|key| if range.descends { *key < place } else { *key > place });
    }
    keys.sort_unstable();
    if range.descends {
        keys.reverse();
    }
    keys.truncate(usize::try_from(range.rows).unwrap_or_default());
    let mut documents: HashMap<Id, String> = published_phrases::table
        .filter(published_phrases::id.eq_any(keys.iter().map(|(_, id)| *id)))
        .select((published_phrases::id, published_phrases::document))
        .load(connection)?
        .into_iter()
        .collect();
    let rows: Vec<Row> =
        keys.into_iter().filter_map(|(key, id)| documents.remove(&id).map(|document| (key, id, document))).collect();
    Ok(Listed { rows, total, changed_at: last_change(connection)? })
}

/// The phrase that `seed` puts first, and when another could last have come before it.
pub(super) fn find_first(
    connection: &mut Connection,
    filter: &PhraseFilter,
    seed: &str,
) -> Result<Option<(PhraseRow, Option<Timestamp>)>, Unanswered> {
    let narrowing = narrowing(connection, filter)?;
    let first = ids(connection, filter, &narrowing)?.into_iter().min_by_key(|id| (shuffle_key(seed, *id), *id));
    let changed_at = last_change(connection)?;
    first.map(|id| find(connection, id).map(|phrase| (phrase, changed_at))).transpose()
}

fn ids(connection: &mut Connection, filter: &PhraseFilter, narrowing: &Narrowing) -> Result<Vec<Id>, db::Error> {
    Ok(matching(filter, narrowing).select(published_phrases::id).load(connection)?)
}

fn narrowing(connection: &mut Connection, filter: &PhraseFilter) -> Result<Narrowing, Unanswered> {
    let mut narrowing = Narrowing::by_topics(connection, Kind::Phrase, filter.locale.as_ref(), &filter.topics)?;
    if let Some(article) = filter.article {
        require(connection, "article", Kind::Article, article)?;
        let used = published_references::table
            .filter(published_references::source_id.eq(article))
            .filter(published_references::role.eq(ReferenceRole::Phrase))
            .select(published_references::target_id)
            .load(connection)?;
        narrowing.narrow_to(used);
    }
    Ok(narrowing)
}

fn matching(filter: &PhraseFilter, narrowing: &Narrowing) -> published_phrases::BoxedQuery<'static, Backend> {
    let mut query = narrowed!(published_phrases::table.into_boxed(), published_phrases, narrowing);
    if let Some(locale) = &filter.locale {
        query = query.filter(published_phrases::locale.eq(locale.clone()));
    }
    if let Some(tone) = filter.tone {
        query = query.filter(published_phrases::tone.eq(tone));
    }
    if let Some(q) = &filter.q {
        let [lower_q, upper_q, title_q] = patterns(q);
        let text = || lower(published_phrases::text);
        query = query.filter(
            text()
                .like(lower_q)
                .escape('\\')
                .or(text().like(upper_q).escape('\\'))
                .or(text().like(title_q).escape('\\')),
        );
    }
    query
}

/// The patterns of texts that hold `q` in lower or upper case. `lower` and `LIKE` of `SQLite` know the case of
/// ASCII letters only, so that other letters are asked for in either: all lower, all upper, the first upper.
fn patterns(q: &str) -> [String; 3] {
    let mut escaped = String::with_capacity(q.len());
    for character in q.chars() {
        if matches!(character, '\\' | '%' | '_') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    let lower = escaped.to_lowercase();
    let mut rest = lower.chars();
    let title: String = rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect();
    [lower, escaped.to_uppercase(), title].map(|text| format!("%{text}%"))
}

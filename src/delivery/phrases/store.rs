//! Queries for phrases.

use std::collections::HashMap;
use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::Text;
use sha2::{Digest, Sha256};

use super::query::{PhraseFilter, PhraseSortColumn};
use crate::content::{Id, Kind, ReferenceRole, Timestamp};
use crate::db::schema::{published_phrases, published_references};
use crate::db::{Backend, Connection, Error};
use crate::delivery::list_page::{ListResult, RowRange};
use crate::delivery::store::date_filter::apply_date_filter;
use crate::delivery::store::documents::{PublishedDocument, find_document};
use crate::delivery::store::reference_filter::{ReferenceFilter, apply_reference_filter};
use crate::delivery::{
    error::ReadError, store::changes::last_change, store::gone::require_published, store::keyset::load_range,
};
use crate::http::PageRow;

/// The number of bytes of a digest that make a sort key of the random order.
const KEY_BYTES: usize = 8;

#[diesel::declare_sql_function]
extern "SQL" {
    fn lower(text: Text) -> Text;
}

/// Returns the document of a phrase.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<PublishedDocument, ReadError> {
    find_document!(connection, published_phrases, Kind::Phrase, id)
}

/// Loads a range of the list of phrases.
pub(super) fn load_list(
    connection: &mut Connection,
    filter: &PhraseFilter,
    range: &RowRange<PhraseSortColumn>,
) -> Result<ListResult, ReadError> {
    let references = reference_filter(connection, filter)?;
    let total =
        if range.with_total { Some(matching(filter, &references).count().get_result(connection)?) } else { None };
    macro_rules! rows {
        ($column:ident: $key:ty) => {
            load_range!(connection, matching(filter, &references), range, published_phrases, $column: $key, document)
        };
    }
    let rows = match range.column {
        PhraseSortColumn::UpdatedAt => rows!(updated_at: Timestamp),
        PhraseSortColumn::Text => rows!(text: String),
        // `load_shuffled_list` loads the random order.
        PhraseSortColumn::PublishedAt | PhraseSortColumn::Random => rows!(published_at: Timestamp),
    };
    Ok(ListResult { rows, total, changed_at: last_change(connection)? })
}

/// Loads a range of the list of phrases in the random order of `seed`. No index has this order, so all ids are loaded, and
/// the documents of the page only.
pub(super) fn load_shuffled_list(
    connection: &mut Connection,
    filter: &PhraseFilter,
    seed: &str,
    range: &RowRange<PhraseSortColumn>,
) -> Result<ListResult, ReadError> {
    let references = reference_filter(connection, filter)?;
    let mut keys: Vec<(String, Id)> =
        load_ids(connection, filter, &references)?.into_iter().map(|id| (shuffle_key(seed, id), id)).collect();
    let total = range.with_total.then(|| i64::try_from(keys.len()).unwrap_or(i64::MAX));
    if let Some(after) = &range.after {
        let after = (after.text.clone(), after.id);
        keys.retain(|key| if range.descending { *key < after } else { *key > after });
    }
    keys.sort_unstable();
    if range.descending {
        keys.reverse();
    }
    keys.truncate(usize::try_from(range.limit).unwrap_or_default());
    let mut documents: HashMap<Id, String> = published_phrases::table
        .filter(published_phrases::id.eq_any(keys.iter().map(|(_, id)| *id)))
        .select((published_phrases::id, published_phrases::document))
        .load(connection)?
        .into_iter()
        .collect();
    let rows: Vec<PageRow> =
        keys.into_iter().filter_map(|(key, id)| documents.remove(&id).map(|json| PageRow { key, id, json })).collect();
    Ok(ListResult { rows, total, changed_at: last_change(connection)? })
}

/// Returns the sort key of an id in the random order of `seed`, in hexadecimal.
fn shuffle_key(seed: &str, id: Id) -> String {
    // The length separates the seed from the id.
    let digest =
        Sha256::new().chain_update(seed.len().to_be_bytes()).chain_update(seed).chain_update(id.as_bytes()).finalize();
    digest.iter().take(KEY_BYTES).fold(String::with_capacity(2 * KEY_BYTES), |mut key, byte| {
        // Writing to a string cannot fail.
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// The phrase of a day.
pub(super) struct DailyPhrase {
    pub(super) phrase: PublishedDocument,
    /// The time of the last change that may have affected the choice.
    pub(super) changed_at: Option<Timestamp>,
}

/// Returns the phrase that comes first in the random order of `seed`.
pub(super) fn find_first(
    connection: &mut Connection,
    filter: &PhraseFilter,
    seed: &str,
) -> Result<Option<DailyPhrase>, ReadError> {
    let references = reference_filter(connection, filter)?;
    let first = load_ids(connection, filter, &references)?.into_iter().min_by_key(|id| (shuffle_key(seed, *id), *id));
    let changed_at = last_change(connection)?;
    first.map(|id| find(connection, id).map(|phrase| DailyPhrase { phrase, changed_at })).transpose()
}

fn load_ids(
    connection: &mut Connection,
    filter: &PhraseFilter,
    references: &ReferenceFilter,
) -> Result<Vec<Id>, Error> {
    Ok(matching(filter, references).select(published_phrases::id).load(connection)?)
}

fn reference_filter(connection: &mut Connection, filter: &PhraseFilter) -> Result<ReferenceFilter, ReadError> {
    let mut references =
        ReferenceFilter::by_topic_selection(connection, Kind::Phrase, filter.locale.as_ref(), &filter.topics)?;
    if let Some(article) = filter.article {
        require_published(connection, "article", Kind::Article, article)?;
        let used = published_references::table
            .filter(published_references::source_id.eq(article))
            .filter(published_references::role.eq(ReferenceRole::Phrase))
            .select(published_references::target_id)
            .load(connection)?;
        references.retain_ids(used);
    }
    Ok(references)
}

fn matching(filter: &PhraseFilter, references: &ReferenceFilter) -> published_phrases::BoxedQuery<'static, Backend> {
    let query = apply_reference_filter!(published_phrases::table.into_boxed(), published_phrases, references);
    let mut query = apply_date_filter!(query, published_phrases, filter.dates);
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

/// Returns the patterns for texts that contain `q` in any case. `lower` and `LIKE` of `SQLite` fold only ASCII letters.
/// The patterns cover other letters in lower case, in upper case, and with the first one in upper case.
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

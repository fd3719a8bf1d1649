//! Rows of the search index.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::content::search::words;
use crate::content::{Id, Kind, Locale, Slug};
use crate::db::full_text::{LOCALE_NUMBER_MAX, PassageRowid, filter_token, published_passage_index};
use crate::db::schema::{
    published_findables as findables, published_locales, published_passages as passages, published_sources,
    published_words,
};
use crate::db::{Connection, Error};
use crate::publishing::documents::{Passage, SearchDocument};

/// The lengths, in characters, of words that are offered as spelling suggestions.
const SUGGESTED_LENGTHS: std::ops::RangeInclusive<usize> = 3..=32;

const CHUNK: usize = 500;

#[derive(Queryable, Selectable, Insertable, AsChangeset, PartialEq)]
#[diesel(table_name = passages)]
struct IndexedPassageRow {
    number: i64,
    section_id: Option<Id>,
    anchor: Option<Slug>,
    title: String,
    context: String,
    phrase: String,
    heading: String,
    text: String,
}

impl IndexedPassageRow {
    fn of(number: PassageRowid, passage: &Passage) -> Self {
        Self {
            number: number.get(),
            section_id: passage.section.as_ref().map(|(id, _)| *id),
            anchor: passage.section.as_ref().map(|(_, anchor)| anchor.clone()),
            title: passage.title.clone(),
            context: passage.context.clone(),
            phrase: passage.phrase.clone(),
            heading: passage.heading.clone(),
            text: passage.text.clone(),
        }
    }

    fn texts(&self) -> [&str; 5] {
        [&self.title, &self.context, &self.phrase, &self.heading, &self.text]
    }

    /// Returns its words for spelling suggestions.
    fn words(&self) -> impl Iterator<Item = String> {
        let folded = self.texts().into_iter().flat_map(words).map(|word| word.folded().into_owned());
        folded.filter(|word| is_suggested(word))
    }
}

/// Writes the passages of an entity. Unchanged passages are not written again.
pub(crate) fn save(connection: &mut Connection, document: &SearchDocument) -> Result<(), Error> {
    let locale = locale_number(connection, &document.locale)?;
    let (first, last) = PassageRowid::range(document.kind, Some(locale));
    let found = find(connection, document.id)?;
    let filters = filters_of(document);
    let stays = found.as_ref().is_some_and(|(number, _)| (first..=last).contains(number));
    if !stays || document.passages.is_empty() {
        remove(connection, document.id)?;
    }
    if document.passages.is_empty() {
        return Ok(());
    }
    let (number, known) = match found.filter(|_| stays) {
        Some((number, known_filters)) if known_filters == filters => (number, rows_of(connection, number)?),
        Some((number, _)) => {
            remove_passages(connection, number)?;
            diesel::update(findables::table.find(number.get()))
                .set(findables::filters.eq(&filters))
                .execute(connection)?;
            (number, Vec::new())
        }
        None => {
            let number = next_number(connection, first, last)?;
            diesel::insert_into(findables::table)
                .values((
                    findables::number.eq(number.get()),
                    findables::entity_id.eq(document.id),
                    findables::filters.eq(&filters),
                ))
                .execute(connection)?;
            (number, Vec::new())
        }
    };
    write_passages(connection, number, &document.passages, &known, &filters)
}

/// Returns true if the rows beside the index match the search document of an entity.
pub(crate) fn is_indexed(connection: &mut Connection, document: &SearchDocument) -> Result<bool, Error> {
    let Some((number, filters)) = find(connection, document.id)? else { return Ok(document.passages.is_empty()) };
    let mut expected = Vec::with_capacity(document.passages.len());
    for (position, passage) in document.passages.iter().enumerate() {
        let Some(number) = number.at_position(position) else { return Ok(false) };
        expected.push(IndexedPassageRow::of(number, passage));
    }
    let locale: Option<i64> = published_locales::table
        .filter(published_locales::locale.eq(&document.locale))
        .select(published_locales::number)
        .first(connection)
        .optional()?;
    let (first, last) = PassageRowid::range(document.kind, locale);
    let mut rows = rows_of(connection, number)?;
    rows.sort_by_key(|row| row.number);
    Ok(locale.is_some() && (first..=last).contains(&number) && filters == filters_of(document) && rows == expected)
}

fn filters_of(document: &SearchDocument) -> String {
    document.topics.iter().map(|topic| filter_token(*topic)).collect::<Vec<_>>().join(" ")
}

fn write_passages(
    connection: &mut Connection,
    number: PassageRowid,
    passages: &[Passage],
    known: &[IndexedPassageRow],
    filters: &str,
) -> Result<(), Error> {
    let mut new_words = BTreeSet::new();
    let mut known_words = BTreeSet::new();
    for (position, passage) in passages.iter().enumerate() {
        let number =
            number.at_position(position).ok_or_else(|| Error::Corrupt(format!("{position} passages are too many")))?;
        let row = IndexedPassageRow::of(number, passage);
        match known.iter().find(|known| known.number == row.number) {
            Some(known) if *known == row => continue,
            Some(known) => {
                diesel::update(passages::table.find(row.number)).set(&row).execute(connection)?;
                if known.texts() == row.texts() {
                    continue;
                }
                remove_from_index(connection, row.number)?;
                known_words.extend(known.words());
            }
            None => {
                diesel::insert_into(passages::table).values(&row).execute(connection)?;
            }
        }
        add_to_index(connection, &row, filters)?;
        new_words.extend(row.words());
    }
    let end = number.at_position(passages.len()).unwrap_or_else(|| number.next_entity());
    for known in known.iter().filter(|known| known.number >= end.get()) {
        remove_from_index(connection, known.number)?;
        diesel::delete(passages::table.find(known.number)).execute(connection)?;
    }
    add_words(connection, &new_words.difference(&known_words).collect())
}

fn is_suggested(word: &str) -> bool {
    SUGGESTED_LENGTHS.contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
}

fn add_to_index(connection: &mut Connection, row: &IndexedPassageRow, filters: &str) -> Result<(), Error> {
    use published_passage_index as index;
    diesel::insert_into(index::table)
        .values((
            index::rowid.eq(row.number),
            index::title.eq(&row.title),
            index::context.eq(&row.context),
            index::phrase.eq(&row.phrase),
            index::heading.eq(&row.heading),
            index::text.eq(&row.text),
            index::filters.eq(filters),
        ))
        .execute(connection)?;
    Ok(())
}

fn remove_from_index(connection: &mut Connection, number: i64) -> Result<(), Error> {
    use published_passage_index as index;
    diesel::delete(index::table.filter(index::rowid.eq(number))).execute(connection)?;
    Ok(())
}

/// Adds words to the spelling suggestions.
fn add_words(connection: &mut Connection, words: &BTreeSet<&String>) -> Result<(), Error> {
    if words.is_empty() {
        return Ok(());
    }
    let last: Option<i64> = published_words::table
        .order(published_words::number.desc())
        .select(published_words::number)
        .first(connection)
        .optional()?;
    let added = diesel::sql_query("INSERT OR IGNORE INTO published_words (word) SELECT value FROM json_each(?)")
        .bind::<Text, _>(serde_json::to_string(words)?)
        .execute(connection)?;
    if added > 0 {
        // Two leading spaces: a matching first letter then counts as a trigram of its own.
        diesel::sql_query(
            "INSERT INTO published_word_trigrams (rowid, word)
             SELECT number, '  ' || word || ' ' FROM published_words WHERE number > ?",
        )
        .bind::<BigInt, _>(last.unwrap_or_default())
        .execute(connection)?;
    }
    Ok(())
}

/// Removes an entity from the index.
pub(crate) fn remove(connection: &mut Connection, id: Id) -> Result<(), Error> {
    if let Some((number, _)) = find(connection, id)? {
        remove_passages(connection, number)?;
        diesel::delete(findables::table.find(number.get())).execute(connection)?;
    }
    Ok(())
}

fn remove_passages(connection: &mut Connection, number: PassageRowid) -> Result<(), Error> {
    for row in rows_of(connection, number)? {
        remove_from_index(connection, row.number)?;
        diesel::delete(passages::table.find(row.number)).execute(connection)?;
    }
    Ok(())
}

fn find(connection: &mut Connection, id: Id) -> Result<Option<(PassageRowid, String)>, Error> {
    let found: Option<(i64, String)> = findables::table
        .filter(findables::entity_id.eq(id))
        .select((findables::number, findables::filters))
        .first(connection)
        .optional()?;
    Ok(found.map(|(number, filters)| (PassageRowid::new(number), filters)))
}

fn rows_of(connection: &mut Connection, number: PassageRowid) -> Result<Vec<IndexedPassageRow>, Error> {
    Ok(passages::table
        .filter(passages::number.ge(number.get()))
        .filter(passages::number.lt(number.next_entity().get()))
        .select(IndexedPassageRow::as_select())
        .load(connection)?)
}

fn next_number(connection: &mut Connection, first: PassageRowid, last: PassageRowid) -> Result<PassageRowid, Error> {
    let latest: Option<i64> = findables::table
        .filter(findables::number.ge(first.get()))
        .filter(findables::number.le(last.get()))
        .order(findables::number.desc())
        .select(findables::number)
        .first(connection)
        .optional()?;
    Ok(latest.map_or(first, |latest| PassageRowid::new(latest).next_entity()))
}

/// Returns the number of a locale, and assigns one if it has none.
fn locale_number(connection: &mut Connection, locale: &Locale) -> Result<i64, Error> {
    use published_locales as row;
    let known = row::table.filter(row::locale.eq(locale)).select(row::number).first(connection).optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let last: Option<i64> = row::table.order(row::number.desc()).select(row::number).first(connection).optional()?;
    let next = last.map_or(0, |last| last + 1);
    if next > LOCALE_NUMBER_MAX {
        return Err(Error::Corrupt(format!("{next} locales are too many to search in")));
    }
    diesel::insert_into(row::table).values((row::number.eq(next), row::locale.eq(locale))).execute(connection)?;
    Ok(next)
}

/// Differences between the published documents and the index.
#[derive(Debug)]
pub(crate) struct IndexMismatches {
    /// The entities with a passage that is not in the index.
    pub(crate) not_indexed: Vec<(Kind, Id)>,
    /// The number of rows that belong to no entity or are missing otherwise.
    pub(crate) stray: usize,
}

/// Finds the differences between the published documents and the index.
pub(crate) fn find_index_mismatches(connection: &mut Connection) -> Result<IndexMismatches, Error> {
    #[derive(QueryableByName)]
    struct NumberRow {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let numbers = |connection: &mut Connection, query: &str| -> Result<Vec<i64>, Error> {
        Ok(diesel::sql_query(query).load::<NumberRow>(connection)?.into_iter().map(|row| row.number).collect())
    };
    let missing = numbers(
        connection,
        "SELECT number FROM published_passages WHERE number NOT IN (SELECT id FROM published_passage_index_docsize)",
    )?;
    let entity_numbers: BTreeSet<i64> =
        missing.into_iter().map(|number| PassageRowid::new(number).first_of_entity().get()).collect();
    let entity_numbers: Vec<i64> = entity_numbers.into_iter().collect();
    let mut not_indexed: Vec<(Kind, Id)> = Vec::new();
    for chunk in entity_numbers.chunks(CHUNK) {
        let rows: Vec<(Kind, Id)> = findables::table
            .inner_join(published_sources::table.on(published_sources::id.eq(findables::entity_id)))
            .filter(findables::number.eq_any(chunk))
            .order(published_sources::id)
            .select((published_sources::kind, published_sources::id))
            .load(connection)?;
        not_indexed.extend(rows);
    }
    let mut stray = 0;
    for query in [
        "SELECT id AS number FROM published_passage_index_docsize WHERE id NOT IN (SELECT number FROM published_passages)",
        "SELECT number FROM published_findables WHERE entity_id NOT IN (SELECT id FROM published_articles \
         UNION ALL SELECT id FROM published_phrases UNION ALL SELECT id FROM published_resources)",
        "SELECT number FROM published_words WHERE number NOT IN (SELECT id FROM published_word_trigrams_docsize)",
    ] {
        stray += numbers(connection, query)?.len();
    }
    Ok(IndexMismatches { not_indexed, stray })
}

/// Empties the index.
pub(crate) fn clear(connection: &mut Connection) -> Result<(), Error> {
    diesel::delete(findables::table).execute(connection)?;
    diesel::delete(passages::table).execute(connection)?;
    diesel::delete(published_words::table).execute(connection)?;
    diesel::delete(published_locales::table).execute(connection)?;
    for index in ["published_passage_index", "published_word_trigrams"] {
        diesel::sql_query(format!("INSERT INTO {index} ({index}) VALUES ('delete-all')")).execute(connection)?;
    }
    Ok(())
}

/// Merges the segments of the index, which makes reading it faster.
pub(crate) fn merge(connection: &mut Connection) -> Result<(), Error> {
    for index in ["published_passage_index", "published_word_trigrams"] {
        diesel::sql_query(format!("INSERT INTO {index} ({index}) VALUES ('optimize')")).execute(connection)?;
    }
    Ok(())
}

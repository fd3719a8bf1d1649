//! Rows of phrases.

use diesel::prelude::*;

use crate::content::phrase::Tone;
use crate::content::{Id, Locale, Phrase};
use crate::db::schema::phrases;
use crate::db::{Connection, Error};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = phrases, treat_none_as_null = true)]
struct PhraseRow {
    id: Id,
    locale: Locale,
    text: String,
    tone: Tone,
    instead_of: Option<String>,
    why: Option<String>,
}

/// Returns the content of a phrase.
pub(super) fn find(connection: &mut Connection, id: Id, topics: Vec<Id>) -> Result<Phrase, Error> {
    let row: PhraseRow = phrases::table.find(id).select(PhraseRow::as_select()).first(connection)?;
    Ok(Phrase { locale: row.locale, text: row.text, tone: row.tone, instead_of: row.instead_of, why: row.why, topics })
}

/// Inserts the row of a phrase.
pub(super) fn insert(connection: &mut Connection, id: Id, phrase: &Phrase) -> Result<(), Error> {
    diesel::insert_into(phrases::table).values(&row_of(id, phrase)).execute(connection)?;
    Ok(())
}

/// Replaces the row of a phrase.
pub(super) fn replace(connection: &mut Connection, id: Id, phrase: &Phrase) -> Result<(), Error> {
    diesel::update(phrases::table.find(id)).set(&row_of(id, phrase)).execute(connection)?;
    Ok(())
}

fn row_of(id: Id, phrase: &Phrase) -> PhraseRow {
    PhraseRow {
        id,
        locale: phrase.locale.clone(),
        text: phrase.text.clone(),
        tone: phrase.tone,
        instead_of: phrase.instead_of.clone(),
        why: phrase.why.clone(),
    }
}

//! Queries about entities that are not published: the error for each, and the conversion of database errors.

use diesel::prelude::*;

use crate::content::{ChangeAction, Id, Kind, Timestamp};
use crate::db::schema::{changes, published_articles, published_phrases, published_resources, published_topics};
use crate::db::{Connection, Error};
use crate::delivery::error::{GoneDetails, ReadError};
use crate::delivery::unpublished;

impl From<diesel::result::Error> for ReadError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Returns the error for an id that no published entity has: 410 if it was unpublished, else 404.
pub(crate) fn missing(connection: &mut Connection, kind: Kind, id: Id) -> ReadError {
    match find_gone(connection, kind, id) {
        Ok(Some(details)) => ReadError::Gone(Box::new(details)),
        Ok(None) => ReadError::NotFound(format!("published {kind} with the id {id}")),
        Err(error) => error.into(),
    }
}

fn find_gone(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<GoneDetails>, Error> {
    if let Some(entity) = unpublished::store::find(connection, id)?.filter(|entity| entity.kind == kind) {
        let target = unpublished::store::find_redirect_target(connection, &entity)?;
        let alternative = target.map(|target| target.card());
        let (name, at) = (id.to_string(), entity.at);
        return Ok(Some(GoneDetails { kind, name, at, explanation: entity.explanation, alternative }));
    }
    let at = find_unpublish_time(connection, kind, id)?;
    Ok(at.map(|at| GoneDetails { kind, name: id.to_string(), at, explanation: None, alternative: None }))
}

/// Returns the time at which the entity was unpublished. Only the change log knows it once the record of the
/// unpublication is deleted.
fn find_unpublish_time(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<Timestamp>, Error> {
    let newest = changes::table
        .filter(changes::entity_id.eq(id))
        .filter(changes::kind.eq(kind))
        .order(changes::seq.desc())
        .select((changes::action, changes::at))
        .first::<(ChangeAction, Timestamp)>(connection)
        .optional()?;
    Ok(newest.and_then(|(action, at)| (action == ChangeAction::Unpublish).then_some(at)))
}

/// Returns an error unless the entity that a filter refers to is published.
pub(crate) fn require_published(
    connection: &mut Connection,
    parameter: &'static str,
    kind: Kind,
    id: Id,
) -> Result<(), ReadError> {
    macro_rules! exists {
        ($table:ident) => {
            diesel::select(diesel::dsl::exists($table::table.find(id))).get_result(connection)?
        };
    }
    let is_published: bool = match kind {
        Kind::Article => exists!(published_articles),
        Kind::Phrase => exists!(published_phrases),
        Kind::Resource => exists!(published_resources),
        Kind::Topic => exists!(published_topics),
    };
    is_published.then_some(()).ok_or_else(|| ReadError::UnknownReference { parameter, kind, name: id.to_string() })
}

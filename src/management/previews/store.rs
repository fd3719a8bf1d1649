//! Rows of preview tokens.

use diesel::prelude::*;

use crate::content::{Id, Timestamp};
use crate::db::schema::preview_tokens;
use crate::db::{Connection, Error};

/// A token as it is kept: without its secret.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = preview_tokens)]
pub(super) struct TokenRow {
    /// Its name.
    pub(super) id: Id,
    /// The article it shows.
    pub(super) article_id: Id,
    /// The digest of its secret.
    pub(super) digest: Vec<u8>,
    /// When it was made.
    pub(super) created_at: Timestamp,
    /// Who made it: what the key was called.
    pub(super) created_by: String,
    /// When it stops working by itself.
    pub(super) expires_at: Timestamp,
    /// When it was taken back.
    pub(super) revoked_at: Option<Timestamp>,
}

/// Adds a token.
pub(super) fn insert(connection: &mut Connection, row: &TokenRow) -> Result<(), Error> {
    diesel::insert_into(preview_tokens::table).values(row).execute(connection)?;
    Ok(())
}

/// The token of that article and id.
pub(super) fn find(connection: &mut Connection, article_id: Id, id: Id) -> Result<Option<TokenRow>, Error> {
    Ok(preview_tokens::table
        .find(id)
        .filter(preview_tokens::article_id.eq(article_id))
        .select(TokenRow::as_select())
        .first(connection)
        .optional()?)
}

/// A page of the tokens of an article, the latest made first: those after or before `from`, at most `rows`.
/// `backwards` turns the order round.
pub(super) fn list(
    connection: &mut Connection,
    article_id: Id,
    from: Option<(Timestamp, Id)>,
    backwards: bool,
    rows: i64,
) -> Result<Vec<TokenRow>, Error> {
    use preview_tokens::{created_at, id};
    let mut query = preview_tokens::table.filter(preview_tokens::article_id.eq(article_id)).into_boxed();
    query =
        if backwards { query.order((created_at.asc(), id.asc())) } else { query.order((created_at.desc(), id.desc())) };
    query = match from {
        Some((at, token)) if backwards => query.filter(created_at.ge(at)).filter(created_at.gt(at).or(id.gt(token))),
        Some((at, token)) => query.filter(created_at.le(at)).filter(created_at.lt(at).or(id.lt(token))),
        None => query,
    };
    Ok(query.limit(rows).select(TokenRow::as_select()).load(connection)?)
}

/// How many tokens the article has.
pub(super) fn count(connection: &mut Connection, article_id: Id) -> Result<i64, Error> {
    Ok(preview_tokens::table.filter(preview_tokens::article_id.eq(article_id)).count().get_result(connection)?)
}

/// Notes that a token was taken back; says whether it was not so before.
pub(super) fn mark_revoked(connection: &mut Connection, id: Id, now: Timestamp) -> Result<bool, Error> {
    let changed = diesel::update(preview_tokens::table.find(id).filter(preview_tokens::revoked_at.is_null()))
        .set(preview_tokens::revoked_at.eq(now))
        .execute(connection)?;
    Ok(changed > 0)
}

/// Forgets the tokens of an article whose time was over before `then`.
pub(super) fn delete_expired(connection: &mut Connection, article_id: Id, then: Timestamp) -> Result<(), Error> {
    let expired = preview_tokens::table
        .filter(preview_tokens::article_id.eq(article_id))
        .filter(preview_tokens::expires_at.lt(then));
    diesel::delete(expired).execute(connection)?;
    Ok(())
}

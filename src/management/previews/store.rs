//! Rows of preview tokens, each with what the key that made it says of it.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::auth::{KeyState, SUBJECT_PREFIX};
use crate::content::{Id, Timestamp};
use crate::db::schema::{api_keys, preview_tokens};
use crate::db::{Connection, Error};

/// The maker of a token, as far as the token depends on it.
#[derive(Debug, Clone)]
pub(super) enum TokenCreator {
    /// A key.
    Key {
        /// Its id.
        id: String,
        /// When it was revoked.
        revoked_at: Option<Timestamp>,
        /// When it stops working by itself.
        expires_at: Option<Timestamp>,
    },
    /// A key that is not there any more, or one that nobody knows of a token of an earlier version.
    Unknown,
    /// A user of the identity provider, whom only that knows; their tokens live for a day at most.
    ExternalUser,
}

impl TokenCreator {
    /// Returns true if the id is that of a user of the identity provider.
    pub(super) fn is_external_user(id: &str) -> bool {
        id.starts_with(SUBJECT_PREFIX)
    }
}

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
    /// The id of the key that made it, or `oidc:` and the subject.
    pub(super) created_by_id: Option<String>,
}

/// A token with its maker.
#[derive(Debug, Clone)]
pub(super) struct StoredToken {
    pub(super) row: TokenRow,
    pub(super) creator: TokenCreator,
}

type TokenJoinRow = (TokenRow, Option<String>, Option<Timestamp>, Option<Timestamp>);

fn from_row((row, key, revoked_at, expires_at): TokenJoinRow) -> StoredToken {
    let creator = match (&row.created_by_id, key) {
        (Some(id), Some(_)) => TokenCreator::Key { id: id.clone(), revoked_at, expires_at },
        (Some(id), None) if TokenCreator::is_external_user(id) => TokenCreator::ExternalUser,
        _ => TokenCreator::Unknown,
    };
    StoredToken { row, creator }
}

/// The filter of a list of tokens.
#[derive(Debug, Clone)]
pub(super) struct TokenFilter {
    /// Only those of this article.
    pub(super) article: Option<Id>,
    /// Only those that this key or user made.
    pub(super) created_by_id: Option<String>,
    /// Only those in this state.
    pub(super) state: Option<KeyState>,
    /// The moment at which the state is meant.
    pub(super) now: Timestamp,
    /// The ids of keys that are revoked, whatever their rows say yet.
    pub(super) denied: Vec<String>,
}

macro_rules! filtered {
    ($filter:expr) => {{
        let TokenFilter { article, created_by_id, state, now, denied } = $filter;
        let now = *now;
        let mut query = preview_tokens::table
            .left_join(api_keys::table.on(preview_tokens::created_by_id.eq(api_keys::id.nullable())))
            .into_boxed();
        if let Some(article) = article {
            query = query.filter(preview_tokens::article_id.eq(*article));
        }
        if let Some(creator) = created_by_id {
            query = query.filter(preview_tokens::created_by_id.eq(creator.clone()));
        }
        let is_gone = || {
            sql::<Bool>(
                "(preview_tokens.created_by_id IS NULL OR (preview_tokens.created_by_id NOT LIKE 'oidc:%' \
                 AND api_keys.id IS NULL))",
            )
        };
        let is_denied = || {
            preview_tokens::created_by_id
                .is_not_null()
                .and(preview_tokens::created_by_id.eq_any(denied.clone()).assume_not_null())
        };
        let is_revoked = || {
            preview_tokens::revoked_at
                .is_not_null()
                .or(api_keys::revoked_at.is_not_null())
                .or(is_gone())
                .or(is_denied())
        };
        let is_expired = || {
            preview_tokens::expires_at
                .le(now)
                .or(api_keys::expires_at.is_not_null().and(api_keys::expires_at.le(now)).assume_not_null())
        };
        match state {
            None => query,
            Some(KeyState::Revoked) => query.filter(is_revoked()),
            Some(KeyState::Expired) => query.filter(diesel::dsl::not(is_revoked())).filter(is_expired()),
            Some(KeyState::Active) => {
                query.filter(diesel::dsl::not(is_revoked())).filter(diesel::dsl::not(is_expired()))
            }
        }
    }};
}

/// Adds a token.
pub(super) fn insert(connection: &mut Connection, row: &TokenRow) -> Result<(), Error> {
    diesel::insert_into(preview_tokens::table).values(row).execute(connection)?;
    Ok(())
}

/// The token of that id.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<Option<StoredToken>, Error> {
    let loaded: Option<TokenJoinRow> = preview_tokens::table
        .left_join(api_keys::table.on(preview_tokens::created_by_id.eq(api_keys::id.nullable())))
        .filter(preview_tokens::id.eq(id))
        .select((
            TokenRow::as_select(),
            api_keys::id.nullable(),
            api_keys::revoked_at.nullable(),
            api_keys::expires_at.nullable(),
        ))
        .first(connection)
        .optional()?;
    Ok(loaded.map(from_row))
}

/// A page of tokens, the latest made first: those after or before `from`, at most `rows`. `backwards` turns the order
/// round.
pub(super) fn list(
    connection: &mut Connection,
    filter: &TokenFilter,
    from: Option<(Timestamp, Id)>,
    backwards: bool,
    rows: i64,
) -> Result<Vec<StoredToken>, Error> {
    use preview_tokens::{created_at, id};
    let mut query = filtered!(filter);
    query =
        if backwards { query.order((created_at.asc(), id.asc())) } else { query.order((created_at.desc(), id.desc())) };
    query = match from {
        Some((at, token)) if backwards => query.filter(created_at.ge(at)).filter(created_at.gt(at).or(id.gt(token))),
        Some((at, token)) => query.filter(created_at.le(at)).filter(created_at.lt(at).or(id.lt(token))),
        None => query,
    };
    let loaded: Vec<TokenJoinRow> = query
        .limit(rows)
        .select((
            TokenRow::as_select(),
            api_keys::id.nullable(),
            api_keys::revoked_at.nullable(),
            api_keys::expires_at.nullable(),
        ))
        .load(connection)?;
    Ok(loaded.into_iter().map(from_row).collect())
}

/// Returns the number of tokens in the whole list.
pub(super) fn count(connection: &mut Connection, filter: &TokenFilter) -> Result<i64, Error> {
    Ok(filtered!(filter).count().get_result(connection)?)
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

//! Rows of preview tokens, joined with the keys that created them.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::auth::{KeyState, SUBJECT_PREFIX};
use crate::content::{Id, PreviewScope, Timestamp};
use crate::db::schema::{api_keys, preview_tokens};
use crate::db::{Connection, Error};

/// The creator of a token, as far as the token depends on it.
#[derive(Debug, Clone)]
pub(super) enum TokenCreator {
    /// A key.
    Key {
        /// The id of the key.
        id: String,
        /// The time at which it was revoked.
        revoked_at: Option<Timestamp>,
        /// The time at which it expires.
        expires_at: Option<Timestamp>,
    },
    /// A key that no longer exists, or the unrecorded key of a token from an earlier version of the server.
    Unknown,
    /// A user of the identity provider, known only to the provider; their tokens last for one day at most.
    ExternalUser,
}

impl TokenCreator {
    /// Returns true if the id is that of a user of the identity provider.
    pub(super) fn is_external_user(id: &str) -> bool {
        id.starts_with(SUBJECT_PREFIX)
    }
}

/// A stored token, without its secret.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = preview_tokens)]
pub(super) struct TokenRow {
    /// The id.
    pub(super) id: Id,
    /// The article, or none for all working copies.
    pub(super) article_id: Option<Id>,
    /// The digest of its secret.
    pub(super) digest: Vec<u8>,
    /// The time of creation.
    pub(super) created_at: Timestamp,
    /// The name of the creator.
    pub(super) created_by: String,
    /// The time at which it expires.
    pub(super) expires_at: Timestamp,
    /// The time at which it was revoked.
    pub(super) revoked_at: Option<Timestamp>,
    /// The id of the key that made it, or `oidc:` and the subject.
    pub(super) created_by_id: Option<String>,
}

impl TokenRow {
    /// Returns the scope of the token.
    pub(super) fn scope(&self) -> PreviewScope {
        if self.article_id.is_some() { PreviewScope::Article } else { PreviewScope::All }
    }
}

/// A token with its creator.
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
    /// Only tokens of this article.
    pub(super) article: Option<Id>,
    /// Only tokens that this key or user created.
    pub(super) created_by_id: Option<String>,
    /// Only tokens in this state.
    pub(super) state: Option<KeyState>,
    /// The time at which the state is evaluated.
    pub(super) now: Timestamp,
    /// The ids of revoked keys, including those that are not revoked in the database yet.
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

/// Inserts a token.
pub(super) fn insert(connection: &mut Connection, row: &TokenRow) -> Result<(), Error> {
    diesel::insert_into(preview_tokens::table).values(row).execute(connection)?;
    Ok(())
}

/// Loads the token with this id.
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

/// Loads a page of tokens, newest first: at most `rows` of those after or before `from`. `backwards` reverses the
/// order.
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

/// Sets the revocation time of a token. Returns true if it was not revoked before.
pub(super) fn mark_revoked(connection: &mut Connection, id: Id, now: Timestamp) -> Result<bool, Error> {
    let changed = diesel::update(preview_tokens::table.find(id).filter(preview_tokens::revoked_at.is_null()))
        .set(preview_tokens::revoked_at.eq(now))
        .execute(connection)?;
    Ok(changed > 0)
}

/// Deletes the tokens of an article, or those of all working copies, that expired before `then`.
pub(super) fn delete_expired(
    connection: &mut Connection,
    article_id: Option<Id>,
    then: Timestamp,
) -> Result<(), Error> {
    let expired = diesel::delete(preview_tokens::table).filter(preview_tokens::expires_at.lt(then)).into_boxed();
    let expired = match article_id {
        Some(article_id) => expired.filter(preview_tokens::article_id.eq(article_id)),
        None => expired.filter(preview_tokens::article_id.is_null()),
    };
    expired.execute(connection)?;
    Ok(())
}

//! Rows of API keys.

use diesel::prelude::*;

use super::key::{ApiKey, KeyState};
use super::role::Role;
use crate::content::Timestamp;
use crate::content::string_enum::StringEnum;
use crate::db::schema::api_keys;
use crate::db::{Backend, Connection, Error, KeysetPage};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys)]
struct KeyRow {
    id: String,
    name: String,
    role: String,
    digest: Vec<u8>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    rotated_from: Option<String>,
}

impl TryFrom<KeyRow> for ApiKey {
    type Error = Error;

    fn try_from(row: KeyRow) -> Result<Self, Error> {
        let role =
            Role::parse_name(&row.role).ok_or_else(|| Error::Corrupt(format!("the key {} has no role", row.id)))?;
        Ok(Self {
            id: row.id,
            name: row.name,
            role,
            digest: row.digest,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
            rotated_from: row.rotated_from,
        })
    }
}

/// Loads the key with this id.
pub fn find(connection: &mut Connection, id: &str) -> Result<Option<ApiKey>, Error> {
    let row: Option<KeyRow> = api_keys::table.find(id).select(KeyRow::as_select()).first(connection).optional()?;
    row.map(ApiKey::try_from).transpose()
}

/// Loads all keys, oldest first.
pub fn list_all(connection: &mut Connection) -> Result<Vec<ApiKey>, Error> {
    let rows: Vec<KeyRow> =
        api_keys::table.order((api_keys::created_at, api_keys::id)).select(KeyRow::as_select()).load(connection)?;
    rows.into_iter().map(ApiKey::try_from).collect()
}

/// The filter of a list of keys.
#[derive(Debug, Clone)]
pub struct KeyFilter {
    /// Only keys in this state; all if none.
    pub state: Option<KeyState>,
    /// The time at which the state is determined.
    pub now: Timestamp,
    /// The ids of revoked keys whose rows may not say so yet.
    pub denied: Vec<String>,
}

fn filtered(filter: &KeyFilter) -> api_keys::BoxedQuery<'static, Backend> {
    let query = api_keys::table.into_boxed();
    match filter.state {
        None => query,
        Some(KeyState::Revoked) => {
            query.filter(api_keys::revoked_at.is_not_null().or(api_keys::id.eq_any(filter.denied.clone())))
        }
        Some(KeyState::Expired) => query
            .filter(api_keys::revoked_at.is_null())
            .filter(api_keys::id.ne_all(filter.denied.clone()))
            .filter(api_keys::expires_at.le(filter.now)),
        Some(KeyState::Active) => query
            .filter(api_keys::revoked_at.is_null())
            .filter(api_keys::id.ne_all(filter.denied.clone()))
            .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(filter.now))),
    }
}

/// Loads a page of keys, newest first. The page starts from a time of creation and an id.
pub fn list(
    connection: &mut Connection,
    filter: &KeyFilter,
    page: KeysetPage<&(Timestamp, String)>,
) -> Result<Vec<ApiKey>, Error> {
    use api_keys::{created_at, id};
    let KeysetPage { from, backwards, rows } = page;
    let mut query = filtered(filter);
    query =
        if backwards { query.order((created_at.asc(), id.asc())) } else { query.order((created_at.desc(), id.desc())) };
    query = match from {
        Some((at, key)) if backwards => {
            query.filter(created_at.ge(at)).filter(created_at.gt(at).or(id.gt(key.clone())))
        }
        Some((at, key)) => query.filter(created_at.le(at)).filter(created_at.lt(at).or(id.lt(key.clone()))),
        None => query,
    };
    let rows: Vec<KeyRow> = query.limit(rows).select(KeyRow::as_select()).load(connection)?;
    rows.into_iter().map(ApiKey::try_from).collect()
}

/// Returns the number of keys in the whole list.
pub fn count(connection: &mut Connection, filter: &KeyFilter) -> Result<i64, Error> {
    Ok(filtered(filter).count().get_result(connection)?)
}

/// Returns the id of the successor of a key.
pub fn successor(connection: &mut Connection, id: &str) -> Result<Option<String>, Error> {
    Ok(api_keys::table.filter(api_keys::rotated_from.eq(id)).select(api_keys::id).first(connection).optional()?)
}

/// Returns the chain of rotated keys that includes this one. All of them belong to the same holder.
pub fn rotation_chain(connection: &mut Connection, id: &str) -> Result<Vec<String>, Error> {
    let mut chain = vec![id.to_owned()];
    let mut earlier = find(connection, id)?.and_then(|key| key.rotated_from);
    while let Some(key) = earlier.filter(|key| !chain.contains(key)) {
        earlier = find(connection, &key)?.and_then(|key| key.rotated_from);
        chain.push(key);
    }
    let mut later = successor(connection, id)?;
    while let Some(key) = later.filter(|key| !chain.contains(key)) {
        later = successor(connection, &key)?;
        chain.push(key);
    }
    Ok(chain)
}

/// Returns true if a key outside `except` is active at `now` and has this role. With `lasting`, it must also never
/// expire.
pub(super) fn has_other_active_key(
    connection: &mut Connection,
    except: &[String],
    role: Role,
    lasting: bool,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut others = filtered(&KeyFilter { state: Some(KeyState::Active), now, denied: except.to_vec() })
        .filter(api_keys::role.eq(role.as_str()));
    if lasting {
        others = others.filter(api_keys::expires_at.is_null());
    }
    let first: Option<String> = others.select(api_keys::id).first(connection).optional()?;
    Ok(first.is_some())
}

/// Inserts a key.
pub(super) fn insert(connection: &mut Connection, key: &ApiKey) -> Result<(), Error> {
    let row = KeyRow {
        id: key.id.clone(),
        name: key.name.clone(),
        role: key.role.as_str().to_owned(),
        digest: key.digest.clone(),
        created_at: key.created_at,
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
        last_used_at: key.last_used_at,
        rotated_from: key.rotated_from.clone(),
    };
    diesel::insert_into(api_keys::table).values(&row).execute(connection)?;
    Ok(())
}

/// Updates the name and the expiry of a key.
pub(super) fn replace(
    connection: &mut Connection,
    id: &str,
    name: &str,
    expires_at: Option<Timestamp>,
) -> Result<(), Error> {
    diesel::update(api_keys::table.find(id))
        .set((api_keys::name.eq(name), api_keys::expires_at.eq(expires_at)))
        .execute(connection)?;
    Ok(())
}

/// Marks a key as revoked, unless it is already.
pub(super) fn mark_revoked(connection: &mut Connection, id: &str, now: Timestamp) -> Result<(), Error> {
    diesel::update(api_keys::table.find(id).filter(api_keys::revoked_at.is_null()))
        .set(api_keys::revoked_at.eq(now))
        .execute(connection)?;
    Ok(())
}

/// Records the use of a key, unless this server or another one recorded a use after `unless_after`.
pub(super) fn mark_used(
    connection: &mut Connection,
    id: &str,
    now: Timestamp,
    unless_after: Timestamp,
) -> Result<(), Error> {
    let stale = api_keys::last_used_at.is_null().or(api_keys::last_used_at.le(unless_after));
    diesel::update(api_keys::table.find(id).filter(stale)).set(api_keys::last_used_at.eq(now)).execute(connection)?;
    Ok(())
}

//! Rows of API keys.

use diesel::prelude::*;

use super::{ApiKey, Role};
use crate::content::Timestamp;
use crate::content::word::Word;
use crate::db::schema::api_keys;
use crate::db::{Connection, Error};

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
}

impl TryFrom<KeyRow> for ApiKey {
    type Error = Error;

    fn try_from(row: KeyRow) -> Result<Self, Error> {
        let role =
            Role::from_word(&row.role).ok_or_else(|| Error::Corrupt(format!("the key {} has no role", row.id)))?;
        Ok(Self {
            id: row.id,
            name: row.name,
            role,
            digest: row.digest,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
    }
}

/// The key of that id.
pub fn find(connection: &mut Connection, id: &str) -> Result<Option<ApiKey>, Error> {
    let row: Option<KeyRow> = api_keys::table.find(id).select(KeyRow::as_select()).first(connection).optional()?;
    row.map(ApiKey::try_from).transpose()
}

/// All keys, the oldest first.
pub fn list(connection: &mut Connection) -> Result<Vec<ApiKey>, Error> {
    let rows: Vec<KeyRow> =
        api_keys::table.order((api_keys::created_at, api_keys::id)).select(KeyRow::as_select()).load(connection)?;
    rows.into_iter().map(ApiKey::try_from).collect()
}

/// Adds a key.
pub fn insert(connection: &mut Connection, key: ApiKey) -> Result<(), Error> {
    let row = KeyRow {
        id: key.id,
        name: key.name,
        role: key.role.as_str().to_owned(),
        digest: key.digest,
        created_at: key.created_at,
        expires_at: key.expires_at,
        revoked_at: key.revoked_at,
    };
    diesel::insert_into(api_keys::table).values(&row).execute(connection)?;
    Ok(())
}

/// Takes a key back; says whether there was one that still worked.
pub fn revoke(connection: &mut Connection, id: &str, now: Timestamp) -> Result<bool, Error> {
    let changed = diesel::update(api_keys::table.find(id).filter(api_keys::revoked_at.is_null()))
        .set(api_keys::revoked_at.eq(now))
        .execute(connection)?;
    Ok(changed > 0)
}

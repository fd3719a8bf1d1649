//! Creates, updates, rotates and revokes API keys, each with its audit record.
//!
//! Must not know whether the caller is HTTP or the command line.

use super::key::{ApiKey, KeyState, KeyToken};
use super::role::Role;
use super::store::{find, has_other_active_key, insert, mark_revoked, replace, successor};
use crate::audit::{self, NewAuditRecord};
use crate::content::{Action, Actor, SubjectKind, Timestamp};
use crate::db::{Connection, Error};

/// The expiry of the successor of a rotated key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewExpiry {
    /// The same lifetime as that of its predecessor.
    SameLifetime,
    /// At this time, or never.
    At(Option<Timestamp>),
}

/// The reason why a key cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key is expired or revoked.
    #[error("the key {id} is {state}")]
    NotActive {
        /// The id of the key.
        id: String,
        /// The state of the key.
        state: KeyState,
    },
    /// The key has a successor already.
    #[error("the key {id} was rotated already; its successor is {successor}")]
    Rotated {
        /// The id of the key.
        id: String,
        /// The id of the successor.
        successor: String,
    },
    /// Without this key nobody could manage keys, now or once the other admin keys have expired.
    #[error("the key {0} is the last active key with the role admin, or the last one that does not expire")]
    LastAdmin(String),
    /// No random numbers are available.
    #[error("no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Stores a new key.
pub fn create(connection: &mut Connection, actor: &Actor, key: &ApiKey) -> Result<(), Error> {
    insert(connection, key)?;
    append(connection, actor, Action::Create, &key.id, None)
}

/// Updates the name and the expiry of an active key. An expired or revoked key cannot be reactivated, and the last
/// admin key without an expiry cannot get one. The keys of `denied` do not count.
pub fn update(
    connection: &mut Connection,
    actor: &Actor,
    key: ApiKey,
    name: String,
    expires_at: Option<Timestamp>,
    denied: &[String],
) -> Result<ApiKey, KeyError> {
    if name == key.name && expires_at == key.expires_at {
        return Ok(key);
    }
    if expires_at != key.expires_at {
        check_is_active(&key, Timestamp::now())?;
    }
    let ends_sooner = expires_at.is_some_and(|new| key.expires_at.is_none_or(|old| new < old));
    if ends_sooner {
        check_admin_remains(connection, &key, denied)?;
    }
    replace(connection, &key.id, &name, expires_at)?;
    append(connection, actor, Action::Save, &key.id, None)?;
    Ok(ApiKey { name, expires_at, ..key })
}

/// Makes a successor of a key, with the same name and role. The old key expires after `overlap_ms` milliseconds. The
/// keys of `denied` do not count as admins.
pub fn rotate(
    connection: &mut Connection,
    actor: &Actor,
    old: &ApiKey,
    overlap_ms: i64,
    expiry: NewExpiry,
    denied: &[String],
) -> Result<(ApiKey, KeyToken), KeyError> {
    let now = Timestamp::now();
    check_is_active(old, now)?;
    if let Some(successor) = successor(connection, &old.id)? {
        return Err(KeyError::Rotated { id: old.id.clone(), successor });
    }
    let expires_at = match expiry {
        NewExpiry::At(expires_at) => expires_at,
        NewExpiry::SameLifetime => {
            old.expires_at.map(|expiry| now.later_by_ms(expiry.unix_ms() - old.created_at.unix_ms()))
        }
    };
    if old.expires_at.is_none() && expires_at.is_some() {
        // The old key ends with the overlap, and a new key that expires does not replace it.
        check_admin_remains(connection, old, denied)?;
    }
    let token = KeyToken::generate()?;
    let new =
        ApiKey { rotated_from: Some(old.id.clone()), ..ApiKey::new(&token, old.name.clone(), old.role, expires_at) };
    insert(connection, &new)?;
    let end = now.later_by_ms(overlap_ms);
    let end = old.expires_at.map_or(end, |expiry| expiry.min(end));
    replace(connection, &old.id, &old.name, Some(end))?;
    append(connection, actor, Action::Rotate, &old.id, Some(&format!("Its successor is the key {}.", new.id)))?;
    append(connection, actor, Action::Create, &new.id, Some(&format!("The successor of the key {}.", old.id)))?;
    Ok((new, token))
}

/// Revokes a key from `at` on. Returns false if the key does not exist or was revoked already. The keys of `denied`
/// are about to be revoked too.
pub fn revoke(
    connection: &mut Connection,
    actor: &Actor,
    id: &str,
    at: Timestamp,
    denied: &[String],
) -> Result<bool, KeyError> {
    let Some(key) = find(connection, id)?.filter(|key| key.revoked_at.is_none()) else { return Ok(false) };
    check_admin_remains(connection, &key, denied)?;
    mark_revoked(connection, id, at)?;
    append(connection, actor, Action::Revoke, id, None)?;
    Ok(true)
}

/// Fails if nobody could manage keys without this one: it is the last active admin key, or the last one that does not
/// expire. The keys of `denied` do not count.
pub fn check_admin_remains(connection: &mut Connection, key: &ApiKey, denied: &[String]) -> Result<(), KeyError> {
    let now = Timestamp::now();
    let is_admin = key.role == Role::Admin && key.state(now) == KeyState::Active;
    let mut except = denied.to_vec();
    except.push(key.id.clone());
    if is_admin && !has_other_active_key(connection, &except, Role::Admin, key.expires_at.is_none(), now)? {
        return Err(KeyError::LastAdmin(key.id.clone()));
    }
    Ok(())
}

fn check_is_active(key: &ApiKey, now: Timestamp) -> Result<(), KeyError> {
    match key.state(now) {
        KeyState::Active => Ok(()),
        state => Err(KeyError::NotActive { id: key.id.clone(), state }),
    }
}

fn append(
    connection: &mut Connection,
    actor: &Actor,
    action: Action,
    id: &str,
    note: Option<&str>,
) -> Result<(), Error> {
    let entry = NewAuditRecord {
        actor,
        action,
        subject_kind: SubjectKind::Key,
        subject_id: id,
        from_version: None,
        to_version: None,
        note,
    };
    audit::append(connection, &entry)
}

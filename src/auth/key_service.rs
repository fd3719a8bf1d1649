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
    /// It does not work any more.
    #[error("the key {id} is {state}")]
    NotActive {
        /// Which key.
        id: String,
        /// Why it does not work.
        state: KeyState,
    },
    /// Another key was made to follow it already.
    #[error("the key {id} was rotated already; the key {successor} follows it")]
    Rotated {
        /// Which key.
        id: String,
        /// The one that follows it.
        successor: String,
    },
    /// Without it nobody could keep keys any more, now or once the others have expired.
    #[error("the key {0} is the last one with the role admin that works, or the last that does not expire")]
    LastAdmin(String),
    /// There are no random numbers to make keys of.
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

/// Changes what its keeper calls the key, and when it stops working. Time only ever ends: a key that does not work
/// any more cannot be made to work again, and the last admin key that lasts stays so. The keys of `denied` do not count.
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

/// Makes a key that follows another: of the same name and role. The other one works for `overlap_ms` more. The keys of
/// `denied` do not count as admins.
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
        // The old one ends with the overlap: a new one that ends too does not take its place.
        check_admin_remains(connection, old, denied)?;
    }
    let token = KeyToken::generate()?;
    let new =
        ApiKey { rotated_from: Some(old.id.clone()), ..ApiKey::new(&token, old.name.clone(), old.role, expires_at) };
    insert(connection, &new)?;
    let end = now.later_by_ms(overlap_ms);
    let end = old.expires_at.map_or(end, |expiry| expiry.min(end));
    replace(connection, &old.id, &old.name, Some(end))?;
    append(connection, actor, Action::Rotate, &old.id, Some(&format!("Followed by the key {}.", new.id)))?;
    append(connection, actor, Action::Create, &new.id, Some(&format!("Follows the key {}.", old.id)))?;
    Ok((new, token))
}

/// Revokes a key; returns false if there is none that was not revoked yet. The keys of `denied` are about to be revoked
/// too. `at` is the moment from which it does not work.
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

/// Refuses if nobody could keep keys without the key: it is the last admin key that works, or the last that does not
/// expire, while only expiring ones remain. The keys of `denied` do not count any more.
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

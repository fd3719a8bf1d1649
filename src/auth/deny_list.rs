//! The deny list: the keys that this server revoked, effective from the moment of the request.
//!
//! Keeps the entries in memory. A job writes them to the database as soon as it can, so that a long write never
//! delays the revocation of a leaked key. Must not know the callers, nor how a row is written.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{MutexGuard as AsyncMutexGuard, oneshot, watch};

use super::key::ApiKey;
use super::key_service::KeyError;
use crate::content::{Actor, Timestamp};

/// The deny list of one server, shared by its workers.
#[derive(Debug)]
pub struct DenyList {
    /// Entries by key id. They stay until the server stops; each is the result of one request by an admin.
    denied: Mutex<BTreeMap<String, DeniedKey>>,
    changed: watch::Sender<()>,
    decision: tokio::sync::Mutex<()>,
}

/// A revoked key.
#[derive(Debug)]
struct DeniedKey {
    at: Timestamp,
    actor: Actor,
    is_written: bool,
    waiters: Vec<oneshot::Sender<Result<(), KeyError>>>,
}

/// A revocation that is not in the database yet.
#[derive(Debug, Clone)]
pub struct Revocation {
    /// The id of the key.
    pub id: String,
    /// The admin who revoked it.
    pub actor: Actor,
    /// The time from which the key is rejected.
    pub at: Timestamp,
}

impl Default for DenyList {
    fn default() -> Self {
        Self { denied: Mutex::default(), changed: watch::Sender::new(()), decision: tokio::sync::Mutex::default() }
    }
}

impl DenyList {
    fn entries(&self) -> MutexGuard<'_, BTreeMap<String, DeniedKey>> {
        self.denied.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the lock for deciding whether a key may be revoked, so that two admins cannot revoke each other at once.
    pub async fn lock(&self) -> AsyncMutexGuard<'_, ()> {
        self.decision.lock().await
    }

    /// Rejects the key from now on. The receiver gets the result of the write to the database.
    pub fn deny(&self, id: &str, actor: &Actor) -> oneshot::Receiver<Result<(), KeyError>> {
        let (sender, written) = oneshot::channel();
        let mut denied = self.entries();
        let entry = denied.entry(id.to_owned()).or_insert_with(|| DeniedKey {
            at: Timestamp::now(),
            actor: actor.clone(),
            is_written: false,
            waiters: Vec::new(),
        });
        if entry.is_written {
            // The receiver is gone if the request has ended.
            let _ = sender.send(Ok(()));
        } else {
            entry.waiters.push(sender);
        }
        drop(denied);
        self.changed.send_replace(());
        written
    }

    /// Returns true if this server revoked the key.
    pub fn is_denied(&self, id: &str) -> bool {
        self.entries().contains_key(id)
    }

    /// Returns the keys that this server revoked, except `id`.
    pub fn others(&self, id: &str) -> Vec<String> {
        self.entries().keys().filter(|other| *other != id).cloned().collect()
    }

    /// Sets the revocation time of a key that this server revoked, even if the database does not have it yet.
    pub fn apply(&self, key: &mut ApiKey) {
        if key.revoked_at.is_none() {
            key.revoked_at = self.entries().get(&key.id).map(|denied| denied.at);
        }
    }

    /// Returns the revocations that are not in the database yet.
    pub fn unwritten(&self) -> Vec<Revocation> {
        let denied = self.entries();
        let unwritten = denied.iter().filter(|(_, denied)| !denied.is_written);
        unwritten
            .map(|(id, denied)| Revocation { id: id.clone(), actor: denied.actor.clone(), at: denied.at })
            .collect()
    }

    /// Returns the ids of the keys whose revocation is not in the database yet.
    pub fn unwritten_ids(&self) -> Vec<String> {
        self.unwritten().into_iter().map(|revocation| revocation.id).collect()
    }

    /// Records that the revocation of the key is in the database.
    pub fn mark_written(&self, id: &str) {
        if let Some(denied) = self.entries().get_mut(id) {
            denied.is_written = true;
            for waiter in denied.waiters.drain(..) {
                let _ = waiter.send(Ok(()));
            }
        }
    }

    /// Removes the key from the deny list, because it is the last admin key in the database.
    pub fn reinstate(&self, id: &str, error: KeyError) {
        let waiters = self.entries().remove(id).map(|denied| denied.waiters).unwrap_or_default();
        let mut error = Some(error);
        for waiter in waiters {
            let error = error.take().unwrap_or_else(|| KeyError::LastAdmin(id.to_owned()));
            let _ = waiter.send(Err(error));
        }
    }

    /// Subscribes to revocations.
    pub fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_whose_revocation_is_refused_works_again() {
        let list = DenyList::default();
        let mut results = [(); 2].map(|()| list.deny("last", &Actor::system("a test")));
        assert!(list.is_denied("last"));
        list.reinstate("last", KeyError::LastAdmin("last".to_owned()));
        assert!(!list.is_denied("last") && list.unwritten_ids().is_empty());
        for result in &mut results {
            assert!(matches!(result.try_recv(), Ok(Err(KeyError::LastAdmin(id))) if id == "last"));
        }
    }
}

//! The deny list: the keys that this server revoked, from the moment that an admin says so.
//!
//! Owns the entries in memory. A job writes them to the database as soon as it can, so that a long write never delays the
//! revocation of a leaked key. Must not know who asks, nor how a row is written.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{MutexGuard as AsyncMutexGuard, oneshot, watch};

use super::key::ApiKey;
use super::key_service::KeyError;
use crate::content::{Actor, Timestamp};

/// The deny list of one server, shared by its workers.
#[derive(Debug)]
pub struct DenyList {
    /// By the id of the key. Entries stay for as long as the server runs: each is one request of an admin.
    denied: Mutex<BTreeMap<String, DeniedKey>>,
    changed: watch::Sender<()>,
    decision: tokio::sync::Mutex<()>,
}

/// A key that does not work any more.
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
    /// The moment from which it did not work.
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

    /// Locks the decision whether a key may be revoked, so that two admins cannot revoke each other at once.
    pub async fn lock(&self) -> AsyncMutexGuard<'_, ()> {
        self.decision.lock().await
    }

    /// Refuses the key from now on. The receiver learns when that is in the database, or why it cannot be.
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
            // Nobody listens if the request is gone.
            let _ = sender.send(Ok(()));
        } else {
            entry.waiters.push(sender);
        }
        drop(denied);
        self.changed.send_replace(());
        written
    }

    /// Returns true if the key was revoked by this server.
    pub fn is_denied(&self, id: &str) -> bool {
        self.entries().contains_key(id)
    }

    /// The keys that were revoked by this server, other than that one.
    pub fn others(&self, id: &str) -> Vec<String> {
        self.entries().keys().filter(|other| *other != id).cloned().collect()
    }

    /// Shows a key as what it is here, whatever the database says of it yet.
    pub fn apply(&self, key: &mut ApiKey) {
        if key.revoked_at.is_none() {
            key.revoked_at = self.entries().get(&key.id).map(|denied| denied.at);
        }
    }

    /// The revocations that are not in the database yet.
    pub fn unwritten(&self) -> Vec<Revocation> {
        let denied = self.entries();
        let unwritten = denied.iter().filter(|(_, denied)| !denied.is_written);
        unwritten
            .map(|(id, denied)| Revocation { id: id.clone(), actor: denied.actor.clone(), at: denied.at })
            .collect()
    }

    /// The ids of the keys whose revocation is not in the database yet.
    pub fn unwritten_ids(&self) -> Vec<String> {
        self.unwritten().into_iter().map(|revocation| revocation.id).collect()
    }

    /// Notes that the revocation of the key is in the database.
    pub fn mark_written(&self, id: &str) {
        if let Some(denied) = self.entries().get_mut(id) {
            denied.is_written = true;
            for waiter in denied.waiters.drain(..) {
                let _ = waiter.send(Ok(()));
            }
        }
    }

    /// Lets the key work again, because the database has it as the last one that keeps keys.
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

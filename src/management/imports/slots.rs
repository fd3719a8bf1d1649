//! The bounds of imports over HTTP: one body of each caller at a time, and few that are worked on at once, so that neither
//! the memory nor the processors of the server are one author's.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::http::{Code, Problem};

/// The most entities that one import over HTTP may hold.
pub(super) const ENTRIES_MAX: usize = 5_000;

/// The maximum number of imports held in memory at once.
const HELD_MAX: usize = 8;

/// The maximum number of imports parsed and planned at once.
const WORKERS_MAX: usize = 1;

/// The places of one server, shared by its workers.
#[derive(Debug, Clone)]
pub struct ImportSlots {
    callers: Arc<Mutex<HashSet<String>>>,
    workers: Arc<Semaphore>,
}

impl Default for ImportSlots {
    fn default() -> Self {
        Self { callers: Arc::default(), workers: Arc::new(Semaphore::new(WORKERS_MAX)) }
    }
}

impl ImportSlots {
    /// Takes the one place of a caller, or refuses with 503.
    pub(super) fn acquire(&self, caller: &str) -> Result<ImportSlot, Problem> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let refuse = |detail: &str| {
            Problem::new(Code::Overloaded, detail).with_header(RETRY_AFTER, HeaderValue::from_static("5"))
        };
        if callers.len() >= HELD_MAX {
            return Err(refuse("Other imports are running; try again in a moment."));
        }
        if !callers.insert(caller.to_owned()) {
            return Err(refuse("Another import of this key is running; wait until it is answered."));
        }
        Ok(ImportSlot { callers: Arc::clone(&self.callers), caller: caller.to_owned() })
    }

    /// Waits for the turn of an import to be worked on.
    pub(super) async fn acquire_worker(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.workers).acquire_owned().await.map_err(Problem::internal)
    }
}

/// The place of one import. Whoever works on it keeps it, so that a client that leaves makes no room for the next.
#[derive(Debug)]
pub(super) struct ImportSlot {
    callers: Arc<Mutex<HashSet<String>>>,
    caller: String,
}

impl Drop for ImportSlot {
    fn drop(&mut self) {
        self.callers.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.caller);
    }
}

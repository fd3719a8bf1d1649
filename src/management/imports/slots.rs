//! Limits of imports over HTTP: one body per caller, and few jobs at once, so that one author cannot use up the memory
//! and the processors of the server.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::http::{Code, Problem};

/// The maximum number of entities in an import over HTTP.
pub(super) const ENTRIES_MAX: usize = 5_000;

/// The maximum number of imports held in memory at once.
const HELD_MAX: usize = 8;

/// The maximum number of imports parsed and planned at once.
const WORKERS_MAX: usize = 1;

/// The import slots of one server, shared by its workers.
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
    /// Takes the slot of a caller, or returns 503.
    pub(super) fn acquire(&self, caller: &str) -> Result<ImportSlot, Problem> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let overloaded = |detail: &str| {
            Problem::new(Code::Overloaded, detail).with_header(RETRY_AFTER, HeaderValue::from_static("5"))
        };
        if callers.len() >= HELD_MAX {
            return Err(overloaded("Other imports are running; try again in a moment."));
        }
        if !callers.insert(caller.to_owned()) {
            return Err(overloaded("Another import of this key is running; wait for its response."));
        }
        Ok(ImportSlot { callers: Arc::clone(&self.callers), caller: caller.to_owned() })
    }

    /// Waits for permission to process an import.
    pub(super) async fn acquire_worker(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.workers).acquire_owned().await.map_err(Problem::internal)
    }
}

/// The slot of one import. The job holds it, so that a client that disconnects does not make room for the next one.
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

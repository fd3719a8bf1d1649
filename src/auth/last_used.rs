//! The last use of each key. It is written at most once a minute per key, without delaying the request.

use std::collections::HashMap;
use std::sync::Mutex;

use actix_web::rt;
use actix_web::web::Data;

use super::key::ApiKey;
use super::store;
use crate::content::Timestamp;
use crate::db::{self, Database};
use crate::http::RequestId;

const RECORD_INTERVAL_MS: i64 = 60_000;

/// The last recorded use of each key, so that many concurrent requests cause one write.
#[derive(Debug, Default)]
pub struct LastUsedTracker {
    recorded: Mutex<HashMap<String, Timestamp>>,
}

impl LastUsedTracker {
    /// Records in a separate task that the key is used now.
    pub(super) fn record(&self, database: &Data<Database>, key: &ApiKey, now: Timestamp, request: &RequestId) {
        let since = now.later_by_ms(-RECORD_INTERVAL_MS);
        if !self.is_due(key, now, since) {
            return;
        }
        let (database, id, request) = (database.clone(), key.id.clone(), request.clone());
        rt::spawn(async move {
            let recorded: Result<(), db::Error> =
                database.write(move |connection| store::mark_used(connection, &id, now, since)).await;
            if let Err(error) = recorded {
                let request = request.as_str();
                log::warn!(requestId = request; "the use of a key was not recorded: {error} request_id={request}");
            }
        });
    }

    fn is_due(&self, key: &ApiKey, now: Timestamp, since: Timestamp) -> bool {
        if key.last_used_at.is_some_and(|used| used > since) {
            return false;
        }
        let mut recorded = self.recorded.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match recorded.get_mut(&key.id) {
            Some(last) if *last > since => false,
            Some(last) => {
                *last = now;
                true
            }
            None => recorded.insert(key.id.clone(), now).is_none(),
        }
    }
}

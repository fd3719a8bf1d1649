//! When keys were last used: noted at most once a minute for each key, beside the request and never in its way.

use std::collections::HashMap;
use std::sync::Mutex;

use actix_web::rt;
use actix_web::web::Data;

use super::{ApiKey, store};
use crate::content::Timestamp;
use crate::db::{self, Database};
use crate::http::RequestId;

const INTERVAL_MS: i64 = 60_000;

/// What this server noted last of each key, so that many requests at once make one write.
#[derive(Debug, Default)]
pub struct KeyUses {
    noted: Mutex<HashMap<String, Timestamp>>,
}

impl KeyUses {
    /// Notes that the key is used now. The request that shows it goes on meanwhile.
    pub(super) fn note(&self, database: &Data<Database>, key: &ApiKey, now: Timestamp, request: &RequestId) {
        let since = now.later_by_ms(-INTERVAL_MS);
        if !self.is_due(key, now, since) {
            return;
        }
        let (database, id, request) = (database.clone(), key.id.clone(), request.clone());
        rt::spawn(async move {
            let noted: Result<(), db::Error> =
                database.write(move |connection| store::mark_used(connection, &id, now, since)).await;
            if let Err(error) = noted {
                let request = request.as_str();
                log::warn!(requestId = request; "the use of a key was not noted: {error} request_id={request}");
            }
        });
    }

    fn is_due(&self, key: &ApiKey, now: Timestamp, since: Timestamp) -> bool {
        if key.last_used_at.is_some_and(|used| used > since) {
            return false;
        }
        let mut noted = self.noted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match noted.get_mut(&key.id) {
            Some(last) if *last > since => false,
            Some(last) => {
                *last = now;
                true
            }
            None => noted.insert(key.id.clone(), now).is_none(),
        }
    }
}

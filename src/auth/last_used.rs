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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::auth::key::KeyToken;
    use crate::auth::role::Role;

    #[test]
    fn a_use_is_due_a_minute_after_the_last_one() {
        let start = Timestamp::from_unix_ms(1_000_000_000);
        let mut key = ApiKey::new(&KeyToken::generate().unwrap(), "A key".to_owned(), Role::Viewer, None);
        let is_due = |tracker: &LastUsedTracker, key: &ApiKey, after_ms: i64| {
            let now = start.later_by_ms(after_ms);
            tracker.is_due(key, now, now.later_by_ms(-RECORD_INTERVAL_MS))
        };
        // The last use that this server recorded.
        let tracker = LastUsedTracker::default();
        for (after_ms, expected) in
            [(0, true), (1, false), (59_999, false), (60_000, true), (119_999, false), (120_001, true)]
        {
            assert_eq!(is_due(&tracker, &key, after_ms), expected, "{after_ms}");
        }
        // The last use in the database, which another server may have recorded.
        key.last_used_at = Some(start);
        for (after_ms, expected) in [(0, false), (59_999, false), (60_000, true), (120_000, true)] {
            assert_eq!(is_due(&LastUsedTracker::default(), &key, after_ms), expected, "{after_ms}");
        }
    }
}

//! The purge events for caches in front of the server: the surrogate keys to purge.

use std::collections::BTreeSet;

use serde_json::json;

use super::{NewEvent, PURGE_EVENT, changes, store};
use crate::content::surrogate_key::LISTS;
use crate::content::{Id, Timestamp};
use crate::db::{Connection, Error};

/// The maximum number of changes in one event.
const CHANGES_MAX: i64 = 1000;

/// Emits a purge of all lists, which may have changed although no entity did.
pub fn emit_list_purge(connection: &mut Connection, now: Timestamp) -> Result<(), Error> {
    let subscribers = store::named_subscribers(connection, PURGE_EVENT)?;
    if subscribers.is_empty() {
        return Ok(());
    }
    let data = json!({"seq": changes::last(connection)?, "keys": [LISTS]});
    store::write(connection, &NewEvent { name: PURGE_EVENT, at: now, data: &data, subscribers: &subscribers })?;
    Ok(())
}

/// Runs `work`, which may publish or unpublish, and emits purge events for its changes: one for each thousand.
pub fn with_purge_event<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut last_seq = changes::last(connection)?;
    let result = work(connection)?;
    let subscribers = store::named_subscribers(connection, PURGE_EVENT)?;
    while !subscribers.is_empty() {
        let changed = changes::list_after(connection, last_seq, CHANGES_MAX)?;
        let Some(last) = changed.last() else { break };
        last_seq = last.seq;
        let ids: BTreeSet<Id> = changed.iter().map(|change| change.id).collect();
        let keys: Vec<String> = ids.iter().map(Id::to_string).chain([LISTS.to_owned()]).collect();
        let data = json!({"seq": last_seq, "keys": keys});
        let event = NewEvent { name: PURGE_EVENT, at: Timestamp::now(), data: &data, subscribers: &subscribers };
        store::write(connection, &event)?;
    }
    Ok(result)
}

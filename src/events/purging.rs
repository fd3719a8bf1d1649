//! What caches in front of the server are told: by which keys to drop what they have.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Message, PURGE_TOPIC, changes, store};
use crate::content::cache_key::LISTS;
use crate::content::{Id, Timestamp};
use crate::db::{Connection, Error};

/// How many changes one event tells of at most.
const CHANGES_MAX: i64 = 1000;

/// Tells the caches that want to know that every list may be another one now, though no thing changed.
pub fn tell_caches_of_lists(connection: &mut Connection, now: Timestamp) -> Result<(), Error> {
    let wanted_by = store::subscribed_to(connection, PURGE_TOPIC)?;
    if wanted_by.is_empty() {
        return Ok(());
    }
    let data = json!({"seq": changes::last(connection)?, "keys": [LISTS]});
    store::write(connection, &Message { topic: PURGE_TOPIC, at: now, data: &data, wanted_by: &wanted_by })?;
    Ok(())
}

/// Does what makes things public or takes them back, and tells the caches that want to know of all that changed by it:
/// in one event, or one for each thousand changes.
pub fn telling_caches<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut told = changes::last(connection)?;
    let done = work(connection)?;
    let wanted_by = store::subscribed_to(connection, PURGE_TOPIC)?;
    while !wanted_by.is_empty() {
        let changed = changes::list_after(connection, told, CHANGES_MAX)?;
        let Some(last) = changed.last() else { break };
        told = last.seq;
        let ids: BTreeSet<Id> = changed.iter().map(|change| change.id).collect();
        let keys: Vec<String> = ids.iter().map(Id::to_string).chain([LISTS.to_owned()]).collect();
        let data = json!({"seq": told, "keys": keys});
        let message = Message { topic: PURGE_TOPIC, at: Timestamp::now(), data: &data, wanted_by: &wanted_by };
        store::write(connection, &message)?;
    }
    Ok(done)
}

//! The job that writes the revocations of the deny list, as soon as the database is writable.

use std::sync::Arc;
use std::time::Duration;

use super::settings::{JobSettings, StopSignal};
use crate::auth::{self, DenyList, KeyError, Revocation};
use crate::db::Database;

/// The delay before a failed write is retried.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// Runs the job. Each revocation wakes it, and it retries until all are written.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let JobSettings { database, deny_list, .. } = settings;
    let mut revocations = deny_list.subscribe();
    loop {
        revocations.mark_unchanged();
        let mut has_failed = false;
        for revocation in deny_list.unwritten() {
            has_failed |= !write(&database, &deny_list, revocation).await;
        }
        let is_running =
            if has_failed { stop.sleep(RETRY_INTERVAL).await } else { stop.wait_for(revocations.changed()).await };
        if !is_running {
            break;
        }
    }
    // Revocations that arrived during the shutdown.
    for revocation in deny_list.unwritten() {
        write(&database, &deny_list, revocation).await;
    }
}

/// Writes one revocation. Returns false if it must be retried.
async fn write(database: &Database, deny_list: &Arc<DenyList>, revocation: Revocation) -> bool {
    let id = revocation.id.clone();
    let others = deny_list.others(&id);
    let work = move |connection: &mut _| {
        let Revocation { id, actor, at } = &revocation;
        auth::revoke(connection, actor, id, *at, &others)
    };
    match database.write(work).await {
        Ok(_) => deny_list.mark_written(&id),
        Err(KeyError::Database(error)) => {
            log::error!(
                "the revocation of the key {id} is in effect on this server, but could not be stored yet; retrying: {error}"
            );
            return false;
        }
        Err(error) => {
            log::error!("the key {id} could not be revoked and works again: {error}");
            deny_list.reinstate(&id, error);
        }
    }
    true
}

/// Logs the revocations that are not written when the server stops: those keys work again after the next start.
pub(super) fn log_unwritten(deny_list: &DenyList) {
    for Revocation { id, .. } in deny_list.unwritten() {
        log::error!(
            "the server stops before the revocation of the key {id} was stored: the key works again after the \
             next start; revoke it again with cairn keys revoke {id}"
        );
    }
}

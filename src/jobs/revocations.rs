//! The job that writes the revocations of the deny list, as soon as the database can be written.

use std::sync::Arc;
use std::time::Duration;

use super::settings::{JobSettings, StopSignal};
use crate::auth::{self, DenyList, KeyError, Revocation};
use crate::db::Database;

/// The pause before a failed write is tried again.
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
    // What was revoked while the server was told to stop.
    for revocation in deny_list.unwritten() {
        write(&database, &deny_list, revocation).await;
    }
}

/// Writes one revocation; returns false if it has to be tried again.
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
                "the key {id} is refused here, and that could not be written yet; it will be tried again: {error}"
            );
            return false;
        }
        Err(error) => {
            log::error!("the key {id} was not revoked, and works again: {error}");
            deny_list.reinstate(&id, error);
        }
    }
    true
}

/// Logs the revocations that were not written when the server ends: those keys work again after the next start.
pub(super) fn log_unwritten(deny_list: &DenyList) {
    for Revocation { id, .. } in deny_list.unwritten() {
        log::error!(
            "the server stops before the revocation of the key {id} could be written: the key works again after the \
             next start; revoke it again with cairn keys revoke {id}"
        );
    }
}

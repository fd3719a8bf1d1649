//! The job that wakes the subscribers of the change log. It polls once for all of them, and only if there are any.

use std::time::Duration;

use super::settings::{JobSettings, StopSignal};
use crate::events::changes;

/// The polling interval: the longest delay of a change.
const POLL_INTERVAL: Duration = Duration::from_millis(200);

/// Runs the job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    loop {
        if settings.feed.has_subscribers() {
            match settings.database.read(changes::last).await {
                Ok(last) => settings.feed.advance(last),
                Err(error) => log::error!("the change log could not be read: {error}"),
            }
        }
        if !stop.sleep(POLL_INTERVAL).await {
            break;
        }
    }
    settings.feed.close();
}

//! Waking those who follow the change log. One question for all of them, and none while there are none.

use std::time::Duration;

use super::{JobSettings, StopSignal};
use crate::events::changes;

/// How long a change waits at most until its followers hear of it.
const POLL: Duration = Duration::from_millis(200);

/// The job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    loop {
        if settings.feed.is_followed() {
            match settings.database.read(changes::last).await {
                Ok(last) => settings.feed.reached(last),
                Err(error) => log::error!("the change log could not be looked at: {error}"),
            }
        }
        if !stop.sleep(POLL).await {
            break;
        }
    }
    settings.feed.close();
}

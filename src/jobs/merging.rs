//! Merging the search indexes, after writes and not within them, so that neither editors nor readers wait for it.

use std::time::Duration;

use super::{JobSettings, StopSignal};
use crate::db::full_text::merge_step;

/// How long after a write it is begun: many writes in a row are looked at together.
const PAUSE: Duration = Duration::from_millis(250);
/// What stands between two steps, for those who want to write.
const STEP_PAUSE: Duration = Duration::from_millis(10);

/// The job: once at the start, then whenever something was written.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut committed = settings.database.subscribe_commits();
    loop {
        while stop.sleep(STEP_PAUSE).await {
            match settings.database.write(merge_step).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    log::error!(
                        "the search indexes could not be merged; it will be tried after the next write: {error}"
                    );
                    break;
                }
            }
        }
        // Its own writes are no reason to look again.
        committed.mark_unchanged();
        if !stop.wait_for(committed.changed()).await || !stop.sleep(PAUSE).await {
            break;
        }
    }
}

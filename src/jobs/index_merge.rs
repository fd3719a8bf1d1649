//! The job that merges the search indexes. It runs after writes instead of inside them, so that neither editors nor
//! readers wait for it.

use std::time::Duration;

use super::settings::{JobSettings, StopSignal};
use crate::db::full_text::merge_step;

/// The delay after a write, so that one merge follows many writes in a row.
const DEBOUNCE: Duration = Duration::from_millis(250);
/// The pause between two steps, in which other writes can begin.
const STEP_PAUSE: Duration = Duration::from_millis(10);

/// Runs the job: once at the start, then after each write.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let mut commits = settings.database.subscribe_commits();
    loop {
        while stop.sleep(STEP_PAUSE).await {
            match settings.database.write(merge_step).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    log::error!("the search indexes could not be merged; the next write triggers a retry: {error}");
                    break;
                }
            }
        }
        // The job's own writes do not wake it again.
        commits.mark_unchanged();
        if !stop.wait_for(commits.changed()).await || !stop.sleep(DEBOUNCE).await {
            break;
        }
    }
}

//! Background jobs. Each is a task that polls, processes due work in transactions, and sleeps.
//!
//! Owns the polling intervals. The work itself, and the guarantee that it is done once regardless of the number of
//! servers, belong to the parts that own the data.

mod change_feed;
mod cleanup;
mod index_merge;
mod link_checks;
mod review_reminders;
mod review_states;
mod revision_retention;
mod revocations;
mod scheduler;
mod settings;
mod webhook_sender;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::auth::DenyList;
use settings::StopSignal;

pub use settings::JobSettings;

/// The running jobs of one server.
pub struct Jobs {
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
    deny_list: Arc<DenyList>,
}

impl Jobs {
    /// Starts all jobs on the async runtime of the caller.
    pub fn start(settings: &JobSettings) -> Self {
        let (stop, stopping) = watch::channel(false);
        let signal = StopSignal(stopping);
        let running = vec![
            tokio::spawn(scheduler::run(settings.clone(), signal.clone())),
            tokio::spawn(review_reminders::run(settings.clone(), signal.clone())),
            tokio::spawn(review_states::run(settings.clone(), signal.clone())),
            tokio::spawn(revision_retention::run(settings.clone(), signal.clone())),
            tokio::spawn(webhook_sender::run(settings.clone(), signal.clone())),
            tokio::spawn(link_checks::run(settings.clone(), signal.clone())),
            tokio::spawn(change_feed::run(settings.clone(), signal.clone())),
            tokio::spawn(index_merge::run(settings.clone(), signal.clone())),
            tokio::spawn(revocations::run(settings.clone(), signal.clone())),
            tokio::spawn(cleanup::run(settings.clone(), signal)),
        ];
        Self { stop, running, deny_list: Arc::clone(&settings.deny_list) }
    }

    /// Returns a handle that tells the jobs to end, without waiting for them.
    pub fn stop_handle(&self) -> StopHandle {
        StopHandle(self.stop.clone())
    }

    /// Tells every job to end after its current step, and aborts those that take longer than `timeout`.
    pub async fn stop(self, timeout: Duration) {
        self.stop.send_replace(true);
        let end = Instant::now() + timeout;
        for job in self.running {
            let abort = job.abort_handle();
            if tokio::time::timeout_at(end, job).await.is_err() {
                // The current step is a transaction, or is repeated at the next start.
                abort.abort();
                log::warn!("a job did not end in time");
            }
        }
        revocations::log_unwritten(&self.deny_list);
    }
}

/// Tells jobs to end.
pub struct StopHandle(watch::Sender<bool>);

impl StopHandle {
    /// Tells the jobs to end after their current step.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

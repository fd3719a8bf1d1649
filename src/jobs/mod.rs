//! Jobs: what the server does by itself, beside requests. Each is a task of its own that wakes, does what is due
//! in transactions that leave nothing half done, and sleeps.
//!
//! Owns when things are looked at. What is done, and that it is done once however many servers look, belongs to the
//! parts that own the data.

mod changes;
mod cleanup;
mod links;
mod merging;
mod retention;
mod reviews;
mod revocations;
mod scheduler;
mod turns;
mod webhooks;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::auth::DenyList;
use crate::db::Database;
use crate::events::changes::Feed;
use crate::links::LinkSettings;
use crate::publishing::Settings;
use crate::webhooks::WebhookSettings;

/// The running jobs of one server.
pub struct Jobs {
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
    deny_list: Arc<DenyList>,
}

/// What jobs work with.
#[derive(Clone)]
pub struct JobSettings {
    /// The database.
    pub database: Database,
    /// What documents are frozen with.
    pub publishing: Settings,
    /// What is set for webhooks.
    pub webhooks: WebhookSettings,
    /// How links are looked at.
    pub links: LinkSettings,
    /// How many revisions that were not published are kept of each thing; all if not set.
    pub revisions_kept: Option<NonZeroU32>,
    /// What wakes those who follow the change log.
    pub feed: Feed,
    /// The keys that were revoked and are to be written.
    pub deny_list: Arc<DenyList>,
}

impl Jobs {
    /// Starts all jobs on the async runtime of the caller.
    pub fn start(settings: &JobSettings) -> Self {
        let (stop, stopping) = watch::channel(false);
        let signal = StopSignal(stopping);
        let running = vec![
            tokio::spawn(scheduler::run(settings.clone(), signal.clone())),
            tokio::spawn(reviews::run(settings.clone(), signal.clone())),
            tokio::spawn(turns::run(settings.clone(), signal.clone())),
            tokio::spawn(retention::run(settings.clone(), signal.clone())),
            tokio::spawn(webhooks::run(settings.clone(), signal.clone())),
            tokio::spawn(links::run(settings.clone(), signal.clone())),
            tokio::spawn(changes::run(settings.clone(), signal.clone())),
            tokio::spawn(merging::run(settings.clone(), signal.clone())),
            tokio::spawn(revocations::run(settings.clone(), signal.clone())),
            tokio::spawn(cleanup::run(settings.clone(), signal)),
        ];
        Self { stop, running, deny_list: Arc::clone(&settings.deny_list) }
    }

    /// What tells the jobs to come to their end without waiting for it.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.stop.clone())
    }

    /// Lets every job finish what it is at, and ends those that take longer than that.
    pub async fn stop(self, timeout: Duration) {
        self.stop.send_replace(true);
        let end = Instant::now() + timeout;
        for job in self.running {
            let abort = job.abort_handle();
            if tokio::time::timeout_at(end, job).await.is_err() {
                // Whatever it was at is a transaction, or is repeated at the next start.
                abort.abort();
                log::warn!("a job did not come to its end in time");
            }
        }
        revocations::name_unwritten(&self.deny_list);
    }
}

/// Tells jobs to come to their end.
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Tells them. Each finishes what it is at.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// How a job learns that it is to end.
#[derive(Clone)]
struct StopSignal(watch::Receiver<bool>);

impl StopSignal {
    /// Sleeps; answers whether the job goes on.
    async fn sleep(&mut self, duration: Duration) -> bool {
        self.wait_for(tokio::time::sleep(duration)).await
    }

    /// Waits for something; answers whether the job goes on.
    async fn wait_for(&mut self, awaited: impl Future) -> bool {
        tokio::select! {
            biased;
            // A sender that is gone stops the job as well.
            _ = self.0.wait_for(|stop| *stop) => false,
            _ = awaited => true,
        }
    }
}

//! The settings of jobs, and the signal that stops them.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::auth::DenyList;
use crate::db::Database;
use crate::events::changes::ChangeFeed;
use crate::links::LinkSettings;
use crate::publishing::Settings;
use crate::webhooks::WebhookSettings;

/// The settings of jobs, and the state that they share with requests.
#[derive(Clone)]
pub struct JobSettings {
    /// The database.
    pub database: Database,
    /// The settings that documents are built with.
    pub publishing: Settings,
    /// The settings of webhooks.
    pub webhooks: WebhookSettings,
    /// The settings of link checks.
    pub links: LinkSettings,
    /// The number of unpublished revisions that are kept of each entity; all if not set.
    pub revisions_kept: Option<NonZeroU32>,
    /// The feed of the change log.
    pub feed: ChangeFeed,
    /// The revoked keys, including those that are not in the database yet.
    pub deny_list: Arc<DenyList>,
}

/// Tells a job to end.
#[derive(Clone)]
pub(super) struct StopSignal(pub(super) watch::Receiver<bool>);

impl StopSignal {
    /// Sleeps. Returns false if the job has to end.
    pub(super) async fn sleep(&mut self, duration: Duration) -> bool {
        self.wait_for(tokio::time::sleep(duration)).await
    }

    /// Waits for a future. Returns false if the job has to end.
    pub(super) async fn wait_for(&mut self, future: impl Future) -> bool {
        tokio::select! {
            biased;
            // A dropped sender stops the job as well.
            _ = self.0.wait_for(|stop| *stop) => false,
            _ = future => true,
        }
    }
}

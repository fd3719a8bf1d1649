//! The job that checks external links: a few at once, one at a time on a host, and only where its robots.txt permits it.
//!
//! Any number of servers may run it on one database: a check claims its link and host.

mod check;
mod robots;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::content::Timestamp;
use crate::db;
use crate::jobs::settings::{JobSettings, StopSignal};
use crate::links::{self, CheckOutcome, CheckResult, DueLink};
use crate::outbound::{self, Client};
use crate::publishing;
use check::{LinkChecker, check_link};
use robots::RobotsCache;

/// The polling interval.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The maximum number of concurrent checks.
const CONCURRENCY_MAX: usize = 4;

/// The number of due links that one poll reads, so that those of one host do not hide the others.
const CANDIDATES_MAX: i64 = 64;

/// The minimum interval between two requests to one host.
const HOST_INTERVAL: Duration = Duration::from_secs(1);

/// The timeout of one request.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The duration of a claim, in milliseconds: longer than a check with all its redirects takes.
const CLAIM_MS: i64 = 5 * 60 * 1000;

/// Runs the job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let Some(interval) = settings.links.interval else { return };
    let mut job = LinkCheckJob {
        settings,
        interval,
        client: None,
        running: JoinSet::new(),
        hosts: HashMap::new(),
        robots: Arc::default(),
    };
    while stop.sleep(POLL_INTERVAL).await {
        job.collect_finished();
        if let Err(error) = job.start_due().await {
            log::error!("due links could not be checked; retrying: {error}");
        }
    }
    // A claimed link is checked again when its claim has expired.
    job.running.abort_all();
}

struct LinkCheckJob {
    settings: JobSettings,
    interval: Duration,
    /// Created at the first check, because it reads the certificates of the system.
    client: Option<Client>,
    /// The running checks. Each returns its host.
    running: JoinSet<String>,
    /// The time of the last request to each host; none while one is running.
    hosts: HashMap<String, Option<Instant>>,
    robots: Arc<RobotsCache>,
}

impl LinkCheckJob {
    fn collect_finished(&mut self) {
        while let Some(ended) = self.running.try_join_next() {
            match ended {
                Ok(host) => {
                    self.hosts.insert(host, Some(Instant::now()));
                }
                Err(error) => log::error!("a link check failed: {error}"),
            }
        }
        if self.running.is_empty() {
            self.hosts.retain(|_, last_request| last_request.is_some());
        }
        self.hosts.retain(|_, last_request| last_request.is_none_or(|at| at.elapsed() < HOST_INTERVAL));
    }

    async fn start_due(&mut self) -> Result<(), db::Error> {
        let free = CONCURRENCY_MAX.saturating_sub(self.running.len());
        if free == 0 {
            return Ok(());
        }
        let now = Timestamp::now();
        let database = self.settings.database.clone();
        let due = database.read(move |connection| links::due(connection, now, CANDIDATES_MAX)).await?;
        let mut chosen: Vec<DueLink> = Vec::new();
        for link in due {
            let is_new = !self.hosts.contains_key(&link.host) && chosen.iter().all(|other| other.host != link.host);
            if is_new && chosen.len() < free {
                chosen.push(link);
            }
        }
        for DueLink { url, host } in chosen {
            let (claimed, until) = (url.clone(), now.later_by_ms(CLAIM_MS));
            if database.write(move |connection| links::claim(connection, &claimed, now, until)).await? {
                self.start(url, host);
            }
        }
        Ok(())
    }

    fn start(&mut self, url: String, host: String) {
        let address_policy = self.settings.links.address_policy;
        let client = match &self.client {
            Some(client) => Ok(client.clone()),
            None => outbound::client(address_policy, TIMEOUT).map_err(outbound::describe_error),
        };
        self.client = client.as_ref().ok().cloned();
        self.hosts.insert(host.clone(), None);
        let (settings, interval, robots) = (self.settings.clone(), self.interval, Arc::clone(&self.robots));
        self.running.spawn(async move {
            let result = match client {
                Ok(client) => check_link(&LinkChecker { client, address_policy, robots: &robots }, &url).await,
                Err(error) => CheckResult { outcome: CheckOutcome::Unclear, http_status: None, detail: Some(error) },
            };
            if let Err(error) = store_result(&settings, url, result, interval).await {
                log::error!("the result of a link check could not be stored: {error}");
            }
            host
        });
    }
}

/// Stores the result. If the link broke or works again, republishes what readers see of it.
async fn store_result(
    settings: &JobSettings,
    url: String,
    result: CheckResult,
    interval: Duration,
) -> Result<(), db::Error> {
    let publishing = settings.publishing.clone();
    let work = move |connection: &mut db::Connection| -> Result<(), db::Error> {
        if links::record(connection, &url, &result, Timestamp::now(), interval)? {
            publishing::update_link_fallbacks(connection, &publishing, &url)?;
        }
        Ok(())
    };
    settings.database.write(work).await
}

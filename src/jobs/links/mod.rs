//! Looking at links: politely, a few at once, one at a time to a host, and only where the host lets programs look.
//!
//! Any number of servers may run it on one database: what is looked at is claimed, with its host.

mod look;
mod robots;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::{JobSettings, StopSignal};
use crate::content::Timestamp;
use crate::db;
use crate::links::{self, Finding, Meaning};
use crate::outbound::{self, Client};
use crate::publishing;
use look::{Looker, look_at};
use robots::RobotsCache;

/// How long between two looks at what is due.
const POLL: Duration = Duration::from_millis(500);

/// How many links are looked at at once.
const AT_ONCE: usize = 4;

/// How many are considered, so that those of one host do not hide the others.
const CONSIDERED: i64 = 64;

/// How long between two requests to one host.
const SPACING: Duration = Duration::from_secs(1);

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How long a claim holds: longer than a look with all its redirects takes.
const CLAIM_MS: i64 = 5 * 60 * 1000;

/// The job.
pub(super) async fn run(settings: JobSettings, mut stop: StopSignal) {
    let Some(every) = settings.links.every else { return };
    let mut checker = Checker {
        settings,
        every,
        client: None,
        looking: JoinSet::new(),
        hosts: HashMap::new(),
        robots: Arc::default(),
    };
    while stop.sleep(POLL).await {
        checker.collect();
        if let Err(error) = checker.begin_what_is_due().await {
            log::error!("links could not be looked at; it will be tried again: {error}");
        }
    }
    // What is claimed is looked at again when its claim has run out.
    checker.looking.abort_all();
}

struct Checker {
    settings: JobSettings,
    every: Duration,
    /// Made when there is something to look at: it reads the certificates of the system.
    client: Option<Client>,
    /// The hosts that are being asked.
    looking: JoinSet<String>,
    /// When each host was asked last; none while it is.
    hosts: HashMap<String, Option<Instant>>,
    robots: Arc<RobotsCache>,
}

impl Checker {
    fn collect(&mut self) {
        while let Some(ended) = self.looking.try_join_next() {
            match ended {
                Ok(host) => {
                    self.hosts.insert(host, Some(Instant::now()));
                }
                Err(error) => log::error!("a link could not be looked at: {error}"),
            }
        }
        if self.looking.is_empty() {
            self.hosts.retain(|_, asked| asked.is_some());
        }
        self.hosts.retain(|_, asked| asked.is_none_or(|asked| asked.elapsed() < SPACING));
    }

    async fn begin_what_is_due(&mut self) -> Result<(), db::Error> {
        let free = AT_ONCE.saturating_sub(self.looking.len());
        if free == 0 {
            return Ok(());
        }
        let now = Timestamp::now();
        let database = self.settings.database.clone();
        let due = database.read(move |connection| links::due(connection, now, CONSIDERED)).await?;
        let mut chosen: Vec<(String, String)> = Vec::new();
        for (url, host) in due {
            let is_new = !self.hosts.contains_key(&host) && chosen.iter().all(|(_, other)| *other != host);
            if is_new && chosen.len() < free {
                chosen.push((url, host));
            }
        }
        for (url, host) in chosen {
            let (wanted, until) = (url.clone(), now.later_by_ms(CLAIM_MS));
            if database.write(move |connection| links::claim(connection, &wanted, now, until)).await? {
                self.begin(url, host);
            }
        }
        Ok(())
    }

    fn begin(&mut self, url: String, host: String) {
        let reach = self.settings.links.reach;
        let client = match &self.client {
            Some(client) => Ok(client.clone()),
            None => outbound::client(reach, TIMEOUT).map_err(outbound::explain),
        };
        self.client = client.as_ref().ok().cloned();
        self.hosts.insert(host.clone(), None);
        let (settings, every, robots) = (self.settings.clone(), self.every, Arc::clone(&self.robots));
        self.looking.spawn(async move {
            let finding = match client {
                Ok(client) => look_at(&Looker { client, reach, robots: &robots }, &url).await,
                Err(error) => Finding { meaning: Meaning::Unclear, http_status: None, detail: Some(error) },
            };
            if let Err(error) = note(&settings, url, finding, every).await {
                log::error!("how a link was found could not be noted: {error}");
            }
            host
        });
    }
}

/// Notes what was found, and leads readers elsewhere or back if the link broke with it or was mended.
async fn note(settings: &JobSettings, url: String, finding: Finding, every: Duration) -> Result<(), db::Error> {
    let publishing = settings.publishing.clone();
    let work = move |connection: &mut db::Connection| -> Result<(), db::Error> {
        if links::record(connection, &url, &finding, Timestamp::now(), every)? {
            publishing::follow_link(connection, &publishing, &url)?;
        }
        Ok(())
    };
    settings.database.write(work).await
}

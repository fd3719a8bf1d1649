//! The application: all parts of a server, built from its configuration.
//!
//! `cairn serve` and the tests both start here, so that the tests run the deployed code.

mod listeners;
mod server;
mod shutdown;
mod trailing_slash;

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use actix_web::dev::{Server, ServerHandle};
use tokio::sync::Notify;

use crate::auth::{DenyList, Provider};
use crate::config::Config;
use crate::db::{self, Database, OpenError, ScratchLimits};
use crate::delivery::ChangeLogFollower;
use crate::events::changes::ChangeFeed;
use crate::health::ServingState;
use crate::http::{InvalidationClock, Problem};
use crate::jobs::{JobSettings, Jobs};
use crate::metrics::{Metrics, MetricsError};
use crate::previews::PreviewDatabases;
use crate::publishing::{self, Settings};
use crate::working_copies;

use listeners::Listeners;
use server::SharedParts;
use shutdown::{ShutdownController, ShutdownTimeouts, Signals};

pub use listeners::Addresses;

/// The maximum number of open event streams.
const STREAMS_MAX: usize = 100;

/// The maximum number of open event streams of one key.
const STREAMS_PER_KEY_MAX: usize = 10;

/// A server that listens and is ready to run.
pub struct Application {
    server: Server,
    addresses: Addresses,
    jobs: JobSettings,
    follower: Arc<ChangeLogFollower>,
    previews: Arc<PreviewDatabases>,
    serving: ServingState,
    timeouts: ShutdownTimeouts,
}

/// The error of an application that cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The database could not be opened.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// A read or write of the database failed.
    #[error(transparent)]
    Work(#[from] db::Error),
    /// An address could not be bound.
    #[error("cannot listen on {address} ({setting}): {cause}")]
    Listen {
        /// The address as configured.
        address: String,
        /// The setting.
        setting: &'static str,
        /// The cause.
        cause: std::io::Error,
    },
    /// The certificate or its key is unusable.
    #[error("the certificate or its key cannot be used (CAIRN_TLS_CERT, CAIRN_TLS_KEY): {0}")]
    Certificate(String),
    /// The identity provider is unusable.
    #[error("the identity provider cannot be used: {0}")]
    Provider(String),
    /// A metric could not be registered.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
}

/// Opens the database of `config` and rebuilds its frozen documents if the settings have changed.
pub fn open(config: &Config) -> Result<(Database, Settings), BuildError> {
    // Each worker may have a few concurrent reads.
    let readers = u32::try_from(config.workers() * 2).unwrap_or(u32::MAX).clamp(4, 64);
    let database = Database::open(&config.database.database_url, readers)?;
    let settings = Settings { article_url: config.content.article_address(), approval: config.editing.approval };
    database.write_blocking(working_copies::create_missing_revisions)?;
    database.write_blocking(working_copies::reindex_if_outdated)?;
    let refrozen =
        database.write_blocking(|connection| publishing::rebuild_if_settings_changed(connection, &settings))?;
    if refrozen > 0 {
        log::info!("checked {refrozen} documents against the changed settings and froze those that differed again");
    }
    let indexed = database.write_blocking(publishing::reindex_search_if_outdated)?;
    if indexed > 0 {
        log::info!("added {indexed} published entities to the search index");
    }
    Ok((database, settings))
}

impl Application {
    /// Opens the database, builds the routes and binds the addresses.
    pub fn build(config: &Config) -> Result<Self, BuildError> {
        let (database, settings) = open(config)?;
        let metrics = Arc::new(Metrics::new()?);
        database.record_waits(metrics.waits().clone());
        let listeners = Listeners::bind(config)?;
        let addresses = listeners.addresses.clone();
        let provider = config.login.settings().map(Provider::new).transpose().map_err(BuildError::Provider)?;
        let feed = ChangeFeed::new(STREAMS_MAX, STREAMS_PER_KEY_MAX);
        let jobs = JobSettings {
            database,
            publishing: settings,
            webhooks: config.webhooks.settings(),
            links: config.links.settings(),
            revisions_kept: config.editing.revisions_kept.0,
            feed,
            deny_list: Arc::new(DenyList::default()),
        };
        let clock = Arc::new(InvalidationClock::default());
        // Each commit, of this server or of another process, invalidates the affected cache entries.
        let invalidated = Arc::clone(&clock);
        let follow = |connection: &mut _| ChangeLogFollower::start(connection, invalidated);
        let follower = Arc::new(jobs.database.write_blocking(follow)?);
        let after_commit = Arc::clone(&follower);
        jobs.database.after_commit(move |connection| {
            if let Err(error) = after_commit.catch_up(connection) {
                log::error!("cannot follow the change log, will retry: {error}");
            }
        });
        let serving = ServingState::default();
        let previews = prepare_previews(config, &jobs);
        let parts = SharedParts {
            jobs: jobs.clone(),
            clock,
            provider,
            serving: serving.clone(),
            metrics,
            previews: Arc::clone(&previews),
        };
        let server = server::start(config, listeners, parts)?;
        Ok(Self { server, addresses, jobs, follower, serving, previews, timeouts: ShutdownTimeouts::of(config) })
    }

    /// The addresses that the server listens on.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.jobs.database
    }

    /// The settings of frozen documents.
    pub fn settings(&self) -> &Settings {
        &self.jobs.publishing
    }

    /// Serves requests and runs jobs until a signal stops the process. Then finishes running requests and jobs within the
    /// configured time and writes the write-ahead log to the database file.
    pub async fn run(self) -> std::io::Result<()> {
        let following = tokio::spawn(self.follower.follow(self.jobs.database.clone()));
        let removing_previews = tokio::spawn(Arc::clone(&self.previews).remove_unused());
        let jobs = Jobs::start(&self.jobs);
        let (started, immediate) = (Arc::new(OnceLock::new()), Arc::new(Notify::new()));
        let controller = ShutdownController {
            server: self.server.handle(),
            serving: self.serving,
            feed: self.jobs.feed.clone(),
            jobs: jobs.stop_handle(),
            started: Arc::clone(&started),
            immediate: Arc::clone(&immediate),
        };
        let controller = tokio::spawn(controller.run(Signals::listen()?, self.timeouts));
        let (server, timeouts, database, previews) = (self.server, self.timeouts, self.jobs.database, self.previews);
        let finished = async {
            let outcome = server.await;
            following.abort();
            removing_previews.abort();
            previews.close();
            timeouts.finish(*started.get_or_init(Instant::now), jobs, &database).await;
            outcome
        };
        // An immediate shutdown interrupts writes; their transactions are committed completely or not at all.
        let outcome = tokio::select! {
            outcome = finished => outcome,
            () = immediate.notified() => Ok(()),
        };
        controller.abort();
        outcome
    }

    /// A handle that stops the running server.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }
}

/// The bytes of a megabyte in settings.
const MB: u64 = 1024 * 1024;

/// Prepares previews of all unpublished work, and removes the copies that killed servers have left.
fn prepare_previews(config: &Config, jobs: &JobSettings) -> Arc<PreviewDatabases> {
    match jobs.database.remove_abandoned_scratch_copies() {
        Ok(0) => {}
        Ok(count) => log::info!("removed {count} preview databases of servers that were killed"),
        Err(error) => log::warn!("cannot remove the preview databases of servers that were killed: {error}"),
    }
    let limits = ScratchLimits {
        max_size: u64::from(config.editing.preview_max_mb) * MB,
        min_free: u64::from(config.operating.min_free_disk_mb) * MB,
    };
    PreviewDatabases::new(jobs.database.clone(), jobs.publishing.clone(), limits)
}

/// The problem of a path that no route matches.
fn not_found_problem(path: &str) -> Problem {
    let path: String = path.chars().take(200).collect();
    Problem::not_found(format!("path {path}; /docs/ shows all paths, /openapi.json lists them for programs"))
}

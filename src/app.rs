//! The application: everything a server is made of, built from its configuration.
//!
//! `cairn serve` and the tests both start from here, so that what is tested is what runs.

mod browsers;
mod listening;
mod stopping;

use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse};
use tokio::sync::Notify;

use crate::auth::{self, DenyList, KeyUses, Provider, WrongKeys};
use crate::config::Config;
use crate::db::{self, Database, OpenError};
use crate::delivery::{self, CorrectionSlots, DeliverySettings, Follower, Site};
use crate::events::changes::Feed;
use crate::health::{self, DiskLimit, Serving};
use crate::http::{
    self, BodyLimit, Currency, Front, Gate, Origins, Outermost, Problem, ResponseCache, raise_open_files,
};
use crate::jobs::{JobSettings, Jobs};
use crate::management::exports::ExportSlots;
use crate::management::imports::{ImportSettings, ImportSlots};
use crate::management::{self, PreviewSettings};
use crate::metrics::{Metrics, MetricsError};
use crate::publishing::{self, Settings};
use crate::{docs, working_copies};

use browsers::{cors, hsts};
use listening::Listeners;
use stopping::{Patience, Signals, Stopping};

pub use listening::Addresses;

/// The most streams of the change log that are open at once.
const STREAMS_MAX: usize = 100;

/// The most of them that one key has open.
const STREAMS_OF_ONE_MAX: usize = 10;

/// A server that listens and is ready to run.
pub struct Application {
    server: Server,
    addresses: Addresses,
    jobs: JobSettings,
    follower: Arc<Follower>,
    serving: Serving,
    patience: Patience,
}

/// Why the application could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The database.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// Work on the database.
    #[error(transparent)]
    Work(#[from] db::Error),
    /// An address to listen on.
    #[error("cannot listen on {address} ({setting}): {cause}")]
    Listen {
        /// The address, as the setting has it.
        address: String,
        /// What says so.
        setting: &'static str,
        /// Why not.
        cause: std::io::Error,
    },
    /// What encryption needs.
    #[error("the certificate or its key cannot be used (CAIRN_TLS_CERT, CAIRN_TLS_KEY): {0}")]
    Certificate(String),
    /// The identity provider.
    #[error("the identity provider cannot be asked: {0}")]
    Provider(String),
    /// What is counted.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
}

/// Opens the database of `config` and makes its frozen documents follow the settings.
pub fn open(config: &Config) -> Result<(Database, Settings), BuildError> {
    // Each worker may have a few reads under way at once.
    let readers = u32::try_from(config.workers() * 2).unwrap_or(u32::MAX).clamp(4, 64);
    let database = Database::open(&config.database.database_url, readers)?;
    let settings = Settings { article_address: config.content.article_address(), approval: config.editing.approval };
    database.write_blocking(working_copies::begin_revisions)?;
    database.write_blocking(working_copies::begin_search)?;
    let refrozen = database.write_blocking(|connection| publishing::follow_settings(connection, &settings))?;
    if refrozen > 0 {
        log::info!("{refrozen} documents were checked against the settings and frozen again where they differed");
    }
    let indexed = database.write_blocking(publishing::follow_index)?;
    if indexed > 0 {
        log::info!("{indexed} published things were put into the search index");
    }
    Ok((database, settings))
}

impl Application {
    /// Opens the database, builds the routes and binds the address.
    pub fn build(config: &Config) -> Result<Self, BuildError> {
        let (database, settings) = open(config)?;
        let metrics = Arc::new(Metrics::new()?);
        database.time_waits(metrics.waits().clone());
        let listeners = Listeners::bind(config)?;
        let addresses = listeners.addresses.clone();
        let provider = config.login.settings().map(Provider::new).transpose().map_err(BuildError::Provider)?;
        let feed = Feed::new(STREAMS_MAX, STREAMS_OF_ONE_MAX);
        let jobs = JobSettings {
            database,
            publishing: settings,
            webhooks: config.webhooks.settings(),
            links: config.links.settings(),
            revisions_kept: config.editing.revisions_kept.0,
            feed,
            deny_list: Arc::new(DenyList::default()),
        };
        let currency = Arc::new(Currency::default());
        let follower = Arc::new(follower(&jobs.database, &currency)?);
        let follow = Arc::clone(&follower);
        jobs.database.after_commit(move |connection| {
            if let Err(error) = follow.catch_up(connection) {
                log::error!("the change log could not be followed; it will be tried again: {error}");
            }
        });
        let serving = Serving::default();
        let watched = (serving.clone(), metrics);
        let server = serve(config, listeners, jobs.clone(), currency, provider, watched)?;
        Ok(Self { server, addresses, jobs, follower, serving, patience: Patience::of(config) })
    }

    /// Where it listens.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Its database.
    pub fn database(&self) -> &Database {
        &self.jobs.database
    }

    /// What it freezes documents with.
    pub fn settings(&self) -> &Settings {
        &self.jobs.publishing
    }

    /// Answers requests and does what is due until it is told to stop. What runs then is finished first, within the time
    /// that is set for it, and everything is brought into the database file.
    pub async fn run(self) -> std::io::Result<()> {
        let following = tokio::spawn(self.follower.follow(self.jobs.database.clone()));
        let jobs = Jobs::start(&self.jobs);
        let (begun, at_once) = (Arc::new(OnceLock::new()), Arc::new(Notify::new()));
        let stopping = Stopping {
            server: self.server.handle(),
            serving: self.serving,
            feed: self.jobs.feed.clone(),
            jobs: jobs.stopper(),
            begun: Arc::clone(&begun),
            at_once: Arc::clone(&at_once),
        };
        let stopping = tokio::spawn(stopping.when_asked(Signals::listen()?, self.patience));
        let (server, patience, database) = (self.server, self.patience, self.jobs.database);
        let finished = async {
            let outcome = server.await;
            following.abort();
            patience.finish(*begun.get_or_init(Instant::now), jobs, &database).await;
            outcome
        };
        // A write that is under way then is either whole or not there: that is what transactions are for.
        let outcome = tokio::select! {
            outcome = finished => outcome,
            () = at_once.notified() => Ok(()),
        };
        stopping.abort();
        outcome
    }

    /// What stops it while it runs.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }
}

/// Has every commit, of this server and of others, end what was answered before it.
fn follower(database: &Database, currency: &Arc<Currency>) -> Result<Follower, db::Error> {
    let follower = Arc::clone(currency);
    database.write_blocking(|connection| Follower::begin(connection, follower))
}

fn serve(
    config: &Config,
    listeners: Listeners,
    jobs: JobSettings,
    currency: Arc<Currency>,
    provider: Option<Provider>,
    (serving, metrics): (Serving, Arc<Metrics>),
) -> Result<Server, BuildError> {
    let JobSettings { database, publishing: settings, webhooks, feed, deny_list, .. } = jobs;
    let base = match &config.content.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => listeners.addresses.url(),
    };
    let delivery_settings = DeliverySettings {
        default_locale: config.server.default_locale.clone(),
        sync_window_s: config.caching.sync_window_s,
        site: Site { name: config.server.site_name.clone(), base },
        security_contacts: config.operating.security_contact.clone(),
        rebuilt_at: database.write_blocking(publishing::rebuilt_at)?,
    };
    let preview_settings = PreviewSettings { public_url: config.content.public_url.clone() };
    let body_limit = BodyLimit(usize::try_from(config.server.body_limit_kb).unwrap_or(usize::MAX) * 1024);
    let import_settings = ImportSettings {
        limit_bytes: usize::try_from(config.server.import_limit_mb).unwrap_or(usize::MAX).saturating_mul(1 << 20),
        default_locale: config.server.default_locale.clone(),
    };
    let (export_slots, import_slots) = (ExportSlots::default(), ImportSlots::default());
    let correction_slots = CorrectionSlots::default();
    let access_log = config.server.access_log;
    let origins = config.server.cors_origins.clone();
    let lifetimes = config.caching.lifetimes();
    let cache = Arc::new(ResponseCache::new(
        u64::from(config.caching.cache_mb) * 1024 * 1024,
        currency,
        lifetimes.clone(),
        Origins::new(&origins),
        Arc::clone(&metrics),
    ));
    let gate = Arc::new(Gate::new(config.limits.gate(), Origins::new(&origins)));
    let doorway = Arc::clone(&gate);
    let wrong_keys = Data::new(WrongKeys::new(config.limits.wrong_keys));
    let key_uses = Data::new(KeyUses::default());
    let provider = provider.map(Data::new);
    let Listeners { sockets, encryption, addresses } = listeners;
    let hsts = hsts(config.transport.hsts_s);
    let outermost = Arc::new(Outermost { access_log, hsts, metrics: Arc::clone(&metrics) });
    let disk_limit = Data::new(DiskLimit(u64::from(config.operating.disk_free_mb) * 1024 * 1024));
    let viewer = Data::new(docs::viewer());
    let mut connections = config.connections();
    connections.most = room_for(connections.most);
    let factory = move || {
        let (cache, before, addresses) = (Arc::clone(&cache), Arc::clone(&cache), addresses.clone());
        let (outermost, beside) = (Arc::clone(&outermost), Arc::clone(&outermost));
        let application = App::new()
            .configure(|config| {
                if let Some(provider) = &provider {
                    config.app_data(Data::clone(provider));
                }
            })
            .app_data(Data::new(lifetimes.clone()))
            .app_data(Data::new(database.clone()))
            .app_data(Rc::new(database.near_reader()))
            .app_data(Data::new(settings.clone()))
            .app_data(Data::new(webhooks.clone()))
            .app_data(Data::new(feed.clone()))
            .app_data(Data::new(delivery_settings.clone()))
            .app_data(Data::new(preview_settings.clone()))
            .app_data(Data::new(import_settings.clone()))
            .app_data(Data::new(export_slots.clone()))
            .app_data(Data::new(correction_slots.clone()))
            .app_data(Data::new(import_slots.clone()))
            .app_data(Data::new(body_limit))
            .app_data(viewer.clone())
            .app_data(key_uses.clone())
            .app_data(Data::from(Arc::clone(&metrics)))
            .app_data(Data::from(Arc::clone(&cache)))
            .app_data(Data::new(serving.clone()))
            .app_data(disk_limit.clone())
            .app_data(wrong_keys.clone())
            .app_data(Data::from(Arc::clone(&deny_list)))
            .app_data(Data::from(Arc::clone(&gate)))
            .configure(health::register)
            .configure(management::register)
            .service(
                // What is public may be read from the pages of other origins; management may not.
                web::scope("")
                    .configure(docs::register)
                    .configure(delivery::register)
                    .configure(management::register_preview)
                    .default_service(web::to(nothing_here))
                    .wrap(cors(&origins)),
            )
            .default_service(web::to(nothing_here))
            .wrap(from_fn(auth::authenticate))
            .wrap(from_fn(move |request: ServiceRequest, next: Next<_>| addresses.clone().keep_apart(request, next)))
            .wrap(from_fn(move |request: ServiceRequest, next: Next<_>| Arc::clone(&cache).answer(request, next)))
            .wrap(from_fn(move |request: ServiceRequest, next: Next<_>| {
                log_requests(Arc::clone(&outermost), request, next)
            }));
        Front::before(application, Arc::clone(&gate), before, Arc::clone(&beside))
    };
    http::serve(factory, sockets, encryption, connections, &doorway).map_err(|cause| BuildError::Listen {
        address: config.server.bind.to_string(),
        setting: "CAIRN_BIND",
        cause,
    })
}

/// How many of so many connections there is room for, as far as the system goes.
fn room_for(connections: usize) -> usize {
    let room = raise_open_files(connections);
    if room < connections {
        log::warn!(
            "the system allows for {room} connections at once (ulimit -n), fewer than CAIRN_MAX_CONNECTIONS={connections}"
        );
    }
    room
}

async fn log_requests(
    outermost: Arc<Outermost>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<actix_web::body::BoxBody>, actix_web::Error> {
    http::log_requests(outermost, request, next).await
}

async fn nothing_here(request: HttpRequest) -> Result<HttpResponse, Problem> {
    Err(unknown(request.path()))
}

fn unknown(path: &str) -> Problem {
    let path: String = path.chars().take(200).collect();
    Problem::not_found(format!("address {path}; /docs/ shows all there are, /openapi.json lists them for programs"))
}

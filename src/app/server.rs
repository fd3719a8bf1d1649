//! The HTTP server: the state that workers share, routes and middleware.

use std::rc::Rc;
use std::sync::Arc;

use actix_service::ServiceFactory;
use actix_web::body::BoxBody;
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderValue;
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse};
use utoipa_swagger_ui::Config as DocsViewer;

use super::listeners::{Addresses, Listeners};
use super::{BuildError, not_found_problem};
use crate::auth::{self, AuthFailureLimiter, LastUsedTracker, Provider};
use crate::config::Config;
use crate::delivery::{self, CorrectionSlots, DeliverySettings, Site};
use crate::health::{self, MinFreeDisk, ServingState};
use crate::http::{
    self, AdmissionControl, BodyLimit, CacheControlPolicy, CorsPolicy, FastPath, InvalidationClock, Problem,
    ResponseCache, ResponseDefaults, raise_open_file_limit,
};
use crate::jobs::JobSettings;
use crate::management::exports::ExportSlots;
use crate::management::imports::{ImportSettings, ImportSlots};
use crate::management::{self, PreviewSettings};
use crate::metrics::Metrics;
use crate::{docs, publishing};

/// The parts of the application that the server uses.
pub(super) struct ServerParts {
    pub(super) listeners: Listeners,
    pub(super) jobs: JobSettings,
    pub(super) clock: Arc<InvalidationClock>,
    pub(super) provider: Option<Provider>,
    pub(super) serving: ServingState,
    pub(super) metrics: Arc<Metrics>,
}

/// Starts the server.
pub(super) fn start(config: &Config, parts: ServerParts) -> Result<Server, BuildError> {
    let ServerParts { listeners, jobs, clock, provider, serving, metrics } = parts;
    let Listeners { sockets, tls, addresses } = listeners;
    let origins = config.server.cors_origins.clone();
    let policy = config.caching.cache_control();
    let cache = Arc::new(ResponseCache::new(
        u64::from(config.caching.cache_mb) * 1024 * 1024,
        clock,
        policy.clone(),
        CorsPolicy::new(&origins),
        Arc::clone(&metrics),
    ));
    let admission = Arc::new(AdmissionControl::new(config.limits.admission(), CorsPolicy::new(&origins)));
    let defaults = Arc::new(ResponseDefaults {
        access_log: config.server.access_log,
        hsts: hsts(config.transport.hsts_s),
        metrics: Arc::clone(&metrics),
    });
    let state = SharedState {
        delivery: delivery_settings(config, &jobs, &addresses)?,
        previews: PreviewSettings { public_url: config.content.public_url.clone() },
        imports: ImportSettings {
            limit_bytes: usize::try_from(config.server.import_limit_mb).unwrap_or(usize::MAX).saturating_mul(1 << 20),
            default_locale: config.server.default_locale.clone(),
        },
        body_limit: BodyLimit(usize::try_from(config.server.body_limit_kb).unwrap_or(usize::MAX) * 1024),
        export_slots: ExportSlots::default(),
        import_slots: ImportSlots::default(),
        correction_slots: CorrectionSlots::default(),
        auth_failures: Data::new(AuthFailureLimiter::new(config.limits.auth_failure_limit)),
        last_used: Data::new(LastUsedTracker::default()),
        provider: provider.map(Data::new),
        min_free_disk: Data::new(MinFreeDisk(u64::from(config.operating.min_free_disk_mb) * 1024 * 1024)),
        docs_viewer: Data::new(docs::viewer()),
        admission: Arc::clone(&admission),
        jobs,
        serving,
        metrics,
        cache,
        defaults,
        policy,
        origins,
        addresses,
    };
    let mut connections = config.connections();
    connections.max_connections = limit_to_open_files(connections.max_connections);
    let factory = move || {
        let (admission, cache) = (Arc::clone(&state.admission), Arc::clone(&state.cache));
        FastPath::wrap(application(&state), admission, cache, Arc::clone(&state.defaults))
    };
    http::serve(factory, sockets, tls, connections, &admission).map_err(|cause| BuildError::Listen {
        address: config.server.bind.to_string(),
        setting: "CAIRN_BIND",
        cause,
    })
}

fn delivery_settings(
    config: &Config,
    jobs: &JobSettings,
    addresses: &Addresses,
) -> Result<DeliverySettings, BuildError> {
    let base = match &config.content.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => addresses.url(),
    };
    Ok(DeliverySettings {
        default_locale: config.server.default_locale.clone(),
        sync_window_s: config.caching.sync_window_s,
        site: Site { name: config.server.site_name.clone(), base },
        security_contacts: config.operating.security_contact.clone(),
        rebuilt_at: jobs.database.write_blocking(publishing::rebuilt_at)?,
    })
}

/// The state that the applications of all workers are built from.
#[derive(Clone)]
struct SharedState {
    jobs: JobSettings,
    delivery: DeliverySettings,
    previews: PreviewSettings,
    imports: ImportSettings,
    body_limit: BodyLimit,
    export_slots: ExportSlots,
    import_slots: ImportSlots,
    correction_slots: CorrectionSlots,
    auth_failures: Data<AuthFailureLimiter>,
    last_used: Data<LastUsedTracker>,
    provider: Option<Data<Provider>>,
    min_free_disk: Data<MinFreeDisk>,
    docs_viewer: Data<DocsViewer<'static>>,
    serving: ServingState,
    metrics: Arc<Metrics>,
    cache: Arc<ResponseCache>,
    admission: Arc<AdmissionControl>,
    defaults: Arc<ResponseDefaults>,
    policy: CacheControlPolicy,
    origins: Vec<String>,
    addresses: Addresses,
}

/// Builds the application of one worker. Each worker has its own copies of the data that its requests use, so that workers do
/// not share reference counts.
fn application(
    state: &SharedState,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    let (cache, addresses) = (Arc::clone(&state.cache), state.addresses.clone());
    let (defaults, cors) = (Arc::clone(&state.defaults), Rc::new(CorsPolicy::new(&state.origins)));
    App::new()
        .configure(|config| register_data(config, state))
        .configure(health::register)
        .configure(management::register)
        .service(
            // Pages of other origins may read public responses, but not those of management.
            web::scope("")
                .configure(docs::register)
                .configure(delivery::register)
                .configure(management::register_preview)
                .default_service(web::to(not_found))
                .wrap_fn(move |request, service| cors.apply(request, service)),
        )
        .default_service(web::to(not_found))
        .wrap(from_fn(auth::authenticate))
        .wrap(from_fn(move |request: ServiceRequest, next: Next<_>| {
            addresses.clone().restrict_management(request, next)
        }))
        .wrap(from_fn(move |request: ServiceRequest, next: Next<_>| Arc::clone(&cache).serve(request, next)))
        .wrap(from_fn(move |request: ServiceRequest, next: Next<_>| {
            http::log_requests(Arc::clone(&defaults), request, next)
        }))
}

/// Registers the data that handlers extract.
fn register_data(config: &mut web::ServiceConfig, state: &SharedState) {
    let JobSettings { database, publishing, webhooks, feed, deny_list, .. } = &state.jobs;
    if let Some(provider) = &state.provider {
        config.app_data(Data::clone(provider));
    }
    config
        .app_data(Data::new(state.policy.clone()))
        .app_data(Data::new(database.clone()))
        .app_data(Rc::new(database.inline_reader()))
        .app_data(Data::new(publishing.clone()))
        .app_data(Data::new(webhooks.clone()))
        .app_data(Data::new(feed.clone()))
        .app_data(Data::new(state.delivery.clone()))
        .app_data(Data::new(state.previews.clone()))
        .app_data(Data::new(state.imports.clone()))
        .app_data(Data::new(state.export_slots.clone()))
        .app_data(Data::new(state.correction_slots.clone()))
        .app_data(Data::new(state.import_slots.clone()))
        .app_data(Data::new(state.body_limit))
        .app_data(state.docs_viewer.clone())
        .app_data(state.last_used.clone())
        .app_data(Data::from(Arc::clone(&state.metrics)))
        .app_data(Data::from(Arc::clone(&state.cache)))
        .app_data(Data::new(state.serving.clone()))
        .app_data(state.min_free_disk.clone())
        .app_data(state.auth_failures.clone())
        .app_data(Data::from(Arc::clone(deny_list)))
        .app_data(Data::from(Arc::clone(&state.admission)));
}

/// Returns the number of connections that the limit of open files allows, at most `connections`.
fn limit_to_open_files(connections: usize) -> usize {
    let allowed = raise_open_file_limit(connections);
    if allowed < connections {
        log::warn!(
            "the limit of open files (ulimit -n) allows {allowed} connections, fewer than CAIRN_MAX_CONNECTIONS={connections}"
        );
    }
    allowed
}

/// Returns the value of `Strict-Transport-Security` (RFC 6797), or `None` for 0 seconds.
fn hsts(seconds: u32) -> Option<HeaderValue> {
    (seconds > 0).then(|| HeaderValue::try_from(format!("max-age={seconds}")).ok()).flatten()
}

async fn not_found(request: HttpRequest) -> Result<HttpResponse, Problem> {
    Err(not_found_problem(request.path()))
}

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

use super::listeners::{Addresses, Listeners};
use super::{BuildError, not_found_problem, trailing_slash};
use crate::auth::{self, AuthFailureLimiter, LastUsedTracker, Provider};
use crate::config::Config;
use crate::delivery::{self, CorrectionSlots, DeliverySettings, Site};
use crate::health::{self, MinFreeDisk, ServingState};
use crate::http::{
    self, AdmissionControl, BodyLimit, CorsPolicy, FastPath, InvalidationClock, Problem, ResponseCache,
    ResponseDefaults, raise_open_file_limit,
};
use crate::jobs::JobSettings;
use crate::management::exports::ExportSlots;
use crate::management::imports::{ImportSettings, ImportSlots};
use crate::management::{self, PreviewSettings};
use crate::metrics::Metrics;
use crate::previews::PreviewDatabases;
use crate::{docs, publishing};

/// The parts that the server shares with the rest of the application.
pub(super) struct SharedParts {
    pub(super) jobs: JobSettings,
    pub(super) clock: Arc<InvalidationClock>,
    pub(super) provider: Option<Provider>,
    pub(super) serving: ServingState,
    pub(super) metrics: Arc<Metrics>,
    pub(super) previews: Arc<PreviewDatabases>,
}

/// Starts the server.
pub(super) fn start(config: &Config, listeners: Listeners, parts: SharedParts) -> Result<Server, BuildError> {
    let SharedParts { jobs, clock, provider, serving, metrics, previews } = parts;
    let Listeners { sockets, tls, addresses } = listeners;
    let origins = config.server.cors_origins.clone();
    let policy = config.caching.cache_control();
    let bytes = u64::from(config.caching.cache_mb) * 1024 * 1024;
    let cache = ResponseCache::new(bytes, clock, policy, CorsPolicy::new(&origins), Arc::clone(&metrics));
    let admission = AdmissionControl::new(config.limits.admission(), CorsPolicy::new(&origins));
    // The value of `Strict-Transport-Security` (RFC 6797).
    let hsts = Some(config.transport.hsts_s).filter(|seconds| *seconds > 0);
    let hsts = hsts.and_then(|seconds| HeaderValue::try_from(format!("max-age={seconds}")).ok());
    let defaults = ResponseDefaults { access_log: config.log.access_log, hsts, metrics };
    let fast_path = FastPath { admission: Arc::new(admission), cache: Arc::new(cache), defaults: Arc::new(defaults) };
    let admission = Arc::clone(&fast_path.admission);
    let register_data = data_registration(config, jobs, provider, serving, &fast_path, &addresses)?;
    let register_data = move |config: &mut web::ServiceConfig| {
        register_data(config);
        config.app_data(Data::from(previews));
    };
    let mut connections = config.connections();
    connections.max_connections = limit_to_open_files(connections.max_connections);
    let factory =
        move || fast_path.clone().wrap(application(register_data.clone(), &fast_path, &origins, addresses.clone()));
    http::serve(factory, sockets, tls, connections, &admission).map_err(|cause| BuildError::Listen {
        address: config.server.bind.to_string(),
        setting: "CAIRN_BIND",
        cause,
    })
}

/// Builds the application of one worker.
fn application<F: FnOnce(&mut web::ServiceConfig)>(
    register_data: F,
    fast_path: &FastPath,
    origins: &[String],
    addresses: Addresses,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    > + use<F>,
> {
    let (cache, defaults) = (Arc::clone(&fast_path.cache), Arc::clone(&fast_path.defaults));
    let cors = Rc::new(CorsPolicy::new(origins));
    App::new()
        .configure(register_data)
        .configure(health::register)
        .configure(management::register)
        .service(
            // Pages of other origins may read public responses, but not those of management.
            web::scope("")
                .configure(docs::register)
                .configure(delivery::register)
                .configure(management::register_preview)
                .default_service(web::to(not_found))
                .wrap(from_fn(management::serve_preview))
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

/// Returns the function that registers the data of handlers in the application of one worker. Each worker has its own copies of
/// the data that its requests use, so that workers do not share reference counts.
fn data_registration(
    config: &Config,
    jobs: JobSettings,
    provider: Option<Provider>,
    serving: ServingState,
    fast_path: &FastPath,
    addresses: &Addresses,
) -> Result<impl FnOnce(&mut web::ServiceConfig) + Clone + Send + use<>, BuildError> {
    let JobSettings { database, publishing, webhooks, feed, deny_list, .. } = jobs;
    let base = config.content.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned());
    let delivery = DeliverySettings {
        default_locale: config.server.default_locale.clone(),
        sync_window_s: config.caching.sync_window_s,
        site: Site { name: config.server.site_name.clone(), base: base.unwrap_or_else(|| addresses.url()) },
        security_contacts: config.operating.security_contact.clone(),
        rebuilt_at: database.write_blocking(publishing::rebuilt_at)?,
    };
    let policy = config.caching.cache_control();
    let site_name = docs::SiteName(config.server.site_name.clone());
    let previews =
        PreviewSettings { public_url: config.content.public_url.clone(), site_url: config.editing.preview_url.clone() };
    let imports = ImportSettings {
        limit_bytes: usize::try_from(config.limits.import_limit_mb).unwrap_or(usize::MAX).saturating_mul(1 << 20),
        default_locale: config.server.default_locale.clone(),
    };
    let body_limit = BodyLimit(usize::try_from(config.limits.body_limit_kb).unwrap_or(usize::MAX) * 1024);
    let (export_slots, import_slots) = (ExportSlots::default(), ImportSlots::default());
    let correction_slots = CorrectionSlots::default();
    let auth_failures = Data::new(AuthFailureLimiter::new(config.limits.auth_failure_limit));
    let last_used = Data::new(LastUsedTracker::default());
    let provider = provider.map(Data::new);
    let min_free_disk = Data::new(MinFreeDisk(u64::from(config.operating.min_free_disk_mb) * 1024 * 1024));
    let fast_path = fast_path.clone();
    Ok(move |config: &mut web::ServiceConfig| {
        if let Some(provider) = provider {
            config.app_data(provider);
        }
        config
            .app_data(Rc::new(database.inline_reader()))
            .app_data(Data::new(database))
            .app_data(Data::new(policy))
            .app_data(Data::new(publishing))
            .app_data(Data::new(webhooks))
            .app_data(Data::new(feed))
            .app_data(Data::new(delivery))
            .app_data(Data::new(site_name))
            .app_data(Data::new(previews))
            .app_data(Data::new(imports))
            .app_data(Data::new(export_slots))
            .app_data(Data::new(correction_slots))
            .app_data(Data::new(import_slots))
            .app_data(Data::new(body_limit))
            .app_data(Data::new(serving))
            .app_data(Data::from(deny_list))
            .app_data(Data::from(Arc::clone(&fast_path.defaults.metrics)))
            .app_data(Data::from(fast_path.cache))
            .app_data(Data::from(fast_path.admission))
            .app_data(last_used)
            .app_data(min_free_disk)
            .app_data(auth_failures);
    })
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

async fn not_found(request: HttpRequest) -> Result<HttpResponse, Problem> {
    trailing_slash::redirect(&request).ok_or_else(|| not_found_problem(request.path()))
}

//! Management: working copies over HTTP, for callers with a key.
//!
//! Owns the write endpoints. Saving never publishes; publishing is a verb of its own. Must not know
//! how published documents are served.

mod articles;
mod audit;
mod batch;
mod events;
pub mod exports;
pub mod imports;
mod keys;
mod lifecycle;
mod links;
mod operations;
mod phrases;
mod previews;
mod resources;
mod schemas;
mod search;
mod sections;
mod synonyms;
mod topics;
mod webhooks;
mod whoami;

pub use previews::PreviewSettings;

use actix_web::guard;
use actix_web::web::{ServiceConfig, scope};
use utoipa::OpenApi;

use crate::http::Resource;

#[derive(OpenApi)]
#[openapi(paths(whoami::whoami, audit::list_audit, events::follow_changes, search::search_working_copies))]
struct CallersApi;

/// The part of the OpenAPI document that is management.
pub fn api() -> utoipa::openapi::OpenApi {
    let mut api = articles::Api::openapi();
    for part in [
        sections::Api::openapi(),
        phrases::Api::openapi(),
        resources::Api::openapi(),
        topics::Api::openapi(),
        lifecycle::Api::openapi(),
        batch::Api::openapi(),
        imports::Api::openapi(),
        exports::Api::openapi(),
        links::Api::openapi(),
        keys::Api::openapi(),
        previews::Api::openapi(),
        webhooks::Api::openapi(),
        synonyms::Api::openapi(),
        CallersApi::openapi(),
    ] {
        api.merge(part);
    }
    api
}

/// Adds the addresses of management to the application.
///
/// They are in a scope of their own, so that nobody else's request is compared with each of them.
pub fn register(config: &mut ServiceConfig) {
    let is_below = guard::fn_guard(|context| context.head().uri.path().starts_with("/v1/manage"));
    config.service(scope("").guard(is_below).configure(register_all));
}

fn register_all(config: &mut ServiceConfig) {
    Resource::at(whoami::PATH).get(whoami::whoami).register(config);
    Resource::at(events::PATH).get(events::follow_changes).register(config);
    Resource::at(audit::PATH).get(audit::list_audit).register(config);
    Resource::at(search::PATH).get(search::search_working_copies).register(config);
    articles::register(config);
    sections::register(config);
    phrases::register(config);
    resources::register(config);
    topics::register(config);
    webhooks::register(config);
    lifecycle::register(config);
    batch::register(config);
    imports::register(config);
    exports::register(config);
    links::register(config);
    keys::register(config);
    previews::register(config);
    synonyms::register(config);
}

/// Adds the one address of management that needs no key: the preview, which needs a token.
pub fn register_preview(config: &mut ServiceConfig) {
    previews::register_preview(config);
}

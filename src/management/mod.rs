//! Management: working copies over HTTP, for callers with a key.
//!
//! Owns the write endpoints. Saving never publishes; publishing is a separate operation. Must not know how published
//! documents are served.

mod article_translations;
mod audit;
mod batch;
mod batch_call;
mod callers;
mod collections;
mod endpoints;
mod events;
pub mod exports;
pub mod imports;
mod input_schemas;
mod keys;
mod lifecycle;
mod links;
mod operations;
mod previews;
mod schemas;
mod search;
mod sections;
mod source_markdown;
mod synonyms;
mod webhooks;
mod whoami;
mod working_copy_schemas;

pub use previews::{PreviewSettings, serve_preview};

use actix_web::guard;
use actix_web::web::{ServiceConfig, scope};
use utoipa::OpenApi;

use collections::{articles, phrases, resources, topics};

/// Calls a macro with every module that has endpoints below `/v1/manage`.
macro_rules! each_part {
    ($call:ident) => {
        $call!(
            articles,
            phrases,
            resources,
            topics,
            article_translations,
            sections,
            lifecycle,
            batch,
            imports,
            exports,
            links,
            keys,
            previews,
            webhooks,
            synonyms,
            callers
        )
    };
}

/// Returns the part of the OpenAPI document that is management.
pub fn api() -> utoipa::openapi::OpenApi {
    let mut api = previews::preview::Api::openapi();
    macro_rules! merge {
        ($($part:ident),+) => {
            $(api.merge($part::Api::openapi());)+
        };
    }
    each_part!(merge);
    api
}

/// Adds the routes of management to the application.
///
/// They are in a scope of their own, so that other requests are not matched against each of them.
pub fn register(config: &mut ServiceConfig) {
    let is_below = guard::fn_guard(|context| context.head().uri.path().starts_with("/v1/manage"));
    config.service(scope("").guard(is_below).configure(register_all));
}

fn register_all(config: &mut ServiceConfig) {
    macro_rules! register {
        ($($part:ident),+) => {
            [$($part::register),+]
        };
    }
    for register in each_part!(register) {
        register(config);
    }
}

/// Adds the only route of management that needs no key: the preview, which needs a token.
pub fn register_preview(config: &mut ServiceConfig) {
    previews::preview::register(config);
}

//! The public API: anonymous reads of published articles, sections, phrases, resources and topics.
//!
//! Owns every GET endpoint of `/v1` outside `/v1/manage`. Reads the published tables and the change log only. Must not know
//! of working copies, keys or the publishing process.

pub mod articles;
pub mod body_forms;
mod change_follower;
pub mod date_filter;
pub mod error;
pub mod feeds;
pub mod id_or_slug;
pub mod list_page;
pub mod locales;
pub mod lookup;
pub mod phrases;
pub mod published_locales;
pub mod reader;
pub mod redirects;
pub mod resources;
pub mod responses;
pub mod search;
pub mod sections;
pub mod security_txt;
mod settings;
pub mod sort;
mod store;
pub mod sync;
pub mod topic_selection;
pub mod topics;
mod unpublished;

pub use change_follower::ChangeLogFollower;
pub use search::CorrectionSlots;
pub use settings::{DeliverySettings, SecurityContact, Site};

use actix_web::web;
use utoipa::OpenApi;

use crate::http::Endpoint;

/// Declares the endpoints once for each operation: the module, which has the `PATH`, and the handler.
macro_rules! endpoints {
    ($($($module:ident)::+ => $handler:ident;)+) => {
        /// The part of the OpenAPI document that delivery adds.
        #[derive(Debug, OpenApi)]
        #[openapi(paths($($($module)::+::$handler),+), components(schemas(id_or_slug::IdOrSlug)))]
        pub struct DeliveryApi;

        /// Registers the routes of delivery.
        pub fn register(config: &mut web::ServiceConfig) {
            $(Endpoint::at($($module)::+::PATH).get($($module)::+::$handler).register(config);)+
        }
    };
}

// `phrases::daily` precedes `phrases::get`, which matches its path as an invalid id.
endpoints! {
    articles::list => list_articles;
    articles::get => get_article;
    articles::fields => get_article_fields;
    articles::sections => list_article_sections;
    articles::section => get_article_section;
    articles::phrases => list_article_phrases;
    articles::related => list_related_resources;
    articles::suggestions::list => list_suggested_articles;
    sections::get => get_section;
    phrases::list => list_phrases;
    phrases::daily => get_daily_phrase;
    phrases::get => get_phrase;
    resources::list => list_resources;
    resources::get => get_resource;
    topics::list => list_topics;
    topics::get => get_topic;
    search::get => search;
    lookup::get => look_up_addresses;
    redirects::list => list_redirects;
    published_locales::list => list_locales;
    sync::get => sync;
    sync::bundle => get_bundle;
    feeds::json_feed => get_json_feed;
    feeds::atom => get_atom_feed;
    feeds::sitemap => get_sitemap;
    security_txt => get_security_txt;
}

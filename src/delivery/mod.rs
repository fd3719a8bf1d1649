//! What the public reads: published articles, sections, phrases, resources and topics, anonymously.
//!
//! Owns every GET of `/v1` outside `/v1/manage`. Sees the published tables and the change log only, and
//! must not know that there are working copies, keys or a way of publishing.

pub mod articles;
pub mod bodies;
mod endings;
pub mod feeds;
mod following;
pub mod listing;
pub mod locales;
pub mod lookup;
pub mod naming;
mod other_locales;
pub mod phrases;
pub mod reading;
pub mod resources;
pub mod search;
pub mod sections;
pub mod security_txt;
mod store;
pub mod sync;
pub mod topics;
pub mod unanswered;

pub use feeds::Site;
pub use following::Follower;
pub use search::CorrectionSlots;
pub use security_txt::SecurityContact;

use actix_web::web;
use utoipa::OpenApi;

use crate::content::{Locale, Timestamp};
use crate::http::Resource;

/// What delivery can be set to.
#[derive(Debug, Clone)]
pub struct DeliverySettings {
    /// The locale of those who name none.
    pub default_locale: Locale,
    /// How long, in seconds, a copy that was brought up to date can be brought up to date again without beginning anew.
    pub sync_window_s: u32,
    /// What feeds say of the site as a whole.
    pub site: Site,
    /// When documents last changed though their content did not.
    pub rebuilt_at: Option<Timestamp>,
    /// The addresses for reports of vulnerabilities.
    pub security_contacts: Vec<SecurityContact>,
}

/// Adds every address of delivery to the application.
pub fn register(config: &mut web::ServiceConfig) {
    articles::register(config);
    sections::register(config);
    phrases::register(config);
    resources::register(config);
    topics::register(config);
    search::register(config);
    lookup::register(config);
    sync::register(config);
    feeds::register(config);
    Resource::at(security_txt::PATH).get(security_txt::get_security_txt).register(config);
}

/// What delivery adds to the description of the API.
#[derive(Debug, OpenApi)]
#[openapi(
    paths(
        articles::list::list_articles,
        articles::get::get_article,
        articles::sections::list_article_sections,
        articles::section::get_article_section,
        articles::phrases::list_article_phrases,
        articles::related::list_related,
        sections::get::get_section,
        phrases::list::list_phrases,
        phrases::daily::get_daily_phrase,
        phrases::get::get_phrase,
        resources::list::list_resources,
        resources::get::get_resource,
        topics::list::list_topics,
        topics::get::get_topic,
        search::get::search,
        lookup::get::look_up,
        sync::get::sync,
        sync::bundle::get_bundle,
        feeds::json_feed::get_json_feed,
        feeds::atom::get_atom_feed,
        feeds::sitemap::get_sitemap,
        security_txt::get_security_txt,
    ),
    components(schemas(naming::IdOrSlug))
)]
pub struct DeliveryApi;

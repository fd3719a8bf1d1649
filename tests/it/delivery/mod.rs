//! Tests of the public API.

mod articles;
mod cache_lifetimes;
mod caching;
mod drafts;
mod feeds;
mod formats;
mod guidance_page;
mod lists;
mod lookup;
mod offline_clients;
mod other_locales;
mod page_round_trip;
mod permanent_urls;
mod phrases;
mod preconditions;
mod query_plans;
mod resources_topics;
mod response_cache;
mod search;
mod security_txt;
mod sitemap;
mod sync;
mod topic_slugs;
mod unpublishing;
mod varnish;

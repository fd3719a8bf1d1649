//! What readers can count on.

mod addresses;
mod articles;
mod caching;
mod drafts;
mod endings;
mod feeds;
mod forms;
mod in_front;
mod lifetimes;
mod lists;
mod lookup;
mod other_locales;
mod page;
mod phones;
mod phrases;
mod plans;
mod preconditions;
mod resources_topics;
mod response_cache;
mod search;
mod security_txt;
mod sitemap;
mod sync;
mod topic_addresses;
mod whole_page;

//! What readers can count on.

mod articles;
mod caching;
mod drafts;
mod endings;
mod lifetimes;
mod lists;
mod page;
mod phrases;
mod resources_topics;
mod whole_page;

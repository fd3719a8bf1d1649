//! What readers can count on.

mod articles;
mod caching;
mod drafts;
mod lists;
mod phrases;
mod resources_topics;
mod whole_page;

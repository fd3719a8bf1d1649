//! What editors can count on.

mod approval;
mod article_conflicts;
mod articles;
mod audit;
mod bounds;
mod concurrency;
mod diff;
mod diff_laws;
mod errors;
mod keys;
mod keys_over_http;
mod life_laws;
mod lists;
mod markdown;
mod phrases_resources_topics;
mod preconditions;
mod previews;
mod protocol;
mod review_dates;
mod revisions;
mod schedule;
mod sections;
mod trash;
mod unpublishing;
mod usage;
mod workflow;

//! What editors can count on.

mod articles;
mod concurrency;
mod errors;
mod keys;
mod phrases_resources_topics;
mod sections;

//! Published sections by their own ids, in any article.
//!
//! Must not know how articles are found, which `articles` owns.

pub mod get;
mod store;

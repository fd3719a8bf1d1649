//! Search for published articles with their matching sections, phrases and resources.
//!
//! Owns the steps of a search and the order of the hits. Must not know how texts get into the index. It must neither
//! log nor store queries.

pub mod get;
pub mod hits;
mod ranking;
mod results;
mod run;
mod similar;
mod spelling;
pub(super) mod store;

pub(super) use similar::{SimilarArticle, find_similar};
pub use spelling::CorrectionSlots;

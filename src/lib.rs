//! Cairn: a headless content API for guidance.
//!
//! The modules in reading order; `ARCHITECTURE.md` says who may import whom.

pub mod content;
pub mod db;
pub mod http;
pub mod publishing;
pub mod working_copies;

//! Cairn: a headless content API for guidance.
//!
//! The modules in reading order; `ARCHITECTURE.md` says who may import whom.

pub mod auth;
pub mod content;
pub mod db;
pub mod http;
pub mod importing;
pub mod management;
pub mod publishing;
pub mod rendering;
pub mod working_copies;

//! Cairn: a headless content API for guidance.
//!
//! The modules in reading order; `docs/contributing/architecture.md` defines the allowed imports between them.

pub mod content;
pub mod metrics;

pub mod db;

pub mod http;
pub mod outbound;

pub mod audit;
pub mod auth;
pub mod events;
pub mod links;
pub mod rendering;
pub mod webhooks;
pub mod working_copies;

pub mod importing;
pub mod publishing;

pub mod previews;

pub mod delivery;
pub mod management;

pub mod jobs;

mod docs;
mod health;
pub mod openapi;
mod tls;

pub mod app;
pub mod config;

pub mod cli;

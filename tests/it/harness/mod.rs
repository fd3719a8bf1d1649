//! The real application on a port of its own over a database of its own, and clients that hold every
//! answer against the OpenAPI document.

mod app;
mod client;
mod contract;

pub use app::TestApp;
pub use client::{Answer, Client};
pub use contract::{document, validator};

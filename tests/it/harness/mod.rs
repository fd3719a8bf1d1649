//! The real application on a port of its own over a database of its own, and clients that hold every
//! answer against the OpenAPI document.

mod app;
mod client;
mod content;
mod contract;
mod demo;
pub mod editing;
mod encrypted;
pub mod foreign;
mod issuer;
mod process;
mod queries;
mod receiver;
mod sql;
mod stream;
mod varnish;
mod waiting;
mod wire;

use std::io::Write as _;

pub use app::TestApp;
pub use client::{Answer, Client};
pub use content::{all, article, id_of, ids, paragraph, phrase, publish, resource, strings, topic, unpublish};
pub use contract::{document, validator};
pub use demo::demo_folder;
pub use encrypted::{Certified, Http2};
pub use issuer::{Issuer, SigningKey, encoded};
pub use process::{Place, Ran, Server};
pub use queries::{listen_to_queries, queries_since};
pub use receiver::Receiver;
pub use sql::{number, plan, sql};
pub use varnish::Varnish;
pub use waiting::{eventually, waited};
pub use wire::Wire;

/// Says why a test was not run, past the capture of tests that pass: whoever runs them should know.
pub fn skipped(why: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "skipped: {why}").unwrap();
}

//! The real application on its own port with its own database, and clients that check every response against the
//! OpenAPI document.

mod app;
mod client;
mod content;
mod contract;
mod demo;
pub mod editing;
mod event_stream;
pub mod foreign;
mod issuer;
mod polling;
mod process;
mod queries;
mod raw_connection;
mod receiver;
mod sql;
mod tls;
mod varnish;

use std::io::Write as _;

pub use app::TestApp;
pub use client::{Answer, Client};
pub use content::{all, article, id_of, ids, paragraph, phrase, publish, resource, strings, topic, unpublish};
pub use contract::{document, validator};
pub use demo::demo_folder;
pub use issuer::{Issuer, SigningKey, encoded};
pub use polling::{eventually, poll_until};
pub use process::{CommandOutput, Sandbox, Server};
pub use queries::{queries_since, record_queries};
pub use raw_connection::RawConnection;
pub use receiver::WebhookReceiver;
pub use sql::{number, plan, sql};
pub use tls::{Http2Client, TestCertificate};
pub use varnish::Varnish;

/// Prints why a test was skipped. This bypasses the output capture of passing tests, so that it is visible.
pub fn skipped(why: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "skipped: {why}").unwrap();
}

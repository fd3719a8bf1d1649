//! Requests that the server itself sends to addresses that others gave it: which of those it may reach, and the
//! client that reaches no others.
//!
//! Must not know what is sent, or why.

mod address;
mod client;

pub use address::{Forbidden, Reach, is_public};
pub use client::{Client, client, explain};

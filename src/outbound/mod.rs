//! Outgoing requests to addresses that others have configured: the address policies and an HTTP client that enforces them.
//!
//! Must not know the purpose of a request.

mod address;
mod client;

pub use address::{AddressPolicy, ForbiddenAddress, is_public};
pub use client::{Client, client, describe_error};

//! What is too much is turned away, says so, and harms nobody else.

mod auth_failures;
mod bodies;
mod connections;
mod connections_per_client;
mod http2;
mod old_clients;
mod path_encodings;
mod rate_limits;
mod request_heads;
mod timeouts;
mod trusted_proxies;
mod upgrades;

//! Limits: requests above a limit are rejected with an error and do not affect other clients.

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

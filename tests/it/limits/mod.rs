//! What is too much is turned away, says so, and harms nobody else.

mod auth_failures;
mod bodies;
mod connections;
mod encodings;
mod heads;
mod http2;
mod old_clients;
mod per_address;
mod proxies;
mod rates;
mod time;
mod upgrades;

//! What is too much is turned away, says so, and harms nobody else.

mod bodies;
mod connections;
mod heads;
mod proxies;
mod rates;
mod time;
mod wrong_keys;

//! Tests of Cairn from the outside. The name of each test states a behaviour.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![expect(unreachable_pub, clippy::needless_pass_by_value, reason = "the harness is a library for one binary")]

mod harness;

mod addresses;
mod architecture;
mod attacks;
mod cli;
mod database;
mod delivery;
mod docs;
mod durability;
mod importing;
mod limits;
mod management;
mod openapi;
mod openapi_form;
mod operations;
mod publishing;
mod rendering;
mod transport;
mod webhooks;

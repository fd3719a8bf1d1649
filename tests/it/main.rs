//! What Cairn promises, as its users see it: each test is a sentence about behaviour.

mod harness;

mod architecture;
mod cli;
mod delivery;
mod management;
mod openapi;
mod publishing;
mod rendering;

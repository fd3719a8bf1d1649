//! What the command line does.

mod commands;
mod import;
mod logging;

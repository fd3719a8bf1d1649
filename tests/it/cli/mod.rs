//! What the command line does.

mod commands;
mod import;
mod keys;
mod logging;
mod plain_text;
mod settings;

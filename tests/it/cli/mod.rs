//! What the command line does.

mod commands;
mod export;
mod import;
mod keys;
mod logging;
mod pages;
mod plain_text;
mod reports;
mod settings;

//! What the command line does.

mod commands;
mod export;
mod import;
mod keys;
mod logging;
mod pages;
mod plain_text;
mod readme;
mod reports;
mod settings;

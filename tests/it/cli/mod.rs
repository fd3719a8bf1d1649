//! What the command line does.

mod commands;
mod documents;
mod export;
mod foreign_exports;
mod import;
mod keys;
mod logging;
mod pages;
mod plain_text;
mod readme;
mod reports;
mod settings;

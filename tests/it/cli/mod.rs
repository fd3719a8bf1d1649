//! What the command line does.

mod backup;
mod commands;
mod doctor;
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

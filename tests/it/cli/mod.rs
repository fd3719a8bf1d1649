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
#[cfg(unix)]
mod private_files;
mod readme;
mod reports;
mod settings;

//! Tests of the command line.

mod backup;
mod commands;
mod demo;
mod doctor;
mod documents;
mod drafts;
mod export;
mod foreign_exports;
mod import;
mod keys;
mod logging;
mod names;
mod pages;
mod plain_text;
#[cfg(unix)]
mod private_files;
mod reports;
mod reviews;
mod settings;

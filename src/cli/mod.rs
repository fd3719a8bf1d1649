//! The command line: one file for each command.

mod backup;
mod demo_key;
mod doctor;
mod export;
mod healthcheck;
mod import;
mod keys;
mod logging;
mod migrate;
mod openapi;
mod output;
mod reindex;
mod restore;
mod serve;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config;
use output::print_error;

/// A headless content API for guidance: articles, sections, suggested phrases and related resources as JSON.
#[derive(Debug, Parser)]
#[command(name = "cairn", version, about, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API
    Serve(Box<serve::ServeArgs>),
    /// Create the database, or migrate its schema
    Migrate(migrate::MigrateArgs),
    /// Import files: articles, topics, phrases and resources in the import format; pages in Markdown, HTML and plain text;
    /// exports of Cairn, WordPress and Sanity
    Import(import::ImportArgs),
    /// Export everything as JSON lines, or the working copies as a folder of Markdown files
    Export(export::ExportArgs),
    /// Rebuild the search indexes: of published content and of working copies
    Reindex(reindex::ReindexArgs),
    /// Copy the database into a file, while servers use it
    Backup(backup::BackupArgs),
    /// Replace the database by a backup
    Restore(restore::RestoreArgs),
    /// Check the database and its content for damage, and report the fixes
    Doctor(doctor::DoctorArgs),
    /// Create, list and revoke API keys
    Keys(keys::KeysArgs),
    /// Print the OpenAPI document
    Openapi(openapi::OpenapiArgs),
    /// Check that a running server is ready; for container health checks
    Healthcheck(healthcheck::HealthcheckArgs),
}

/// Runs the command that the command line names.
pub fn main() -> ExitCode {
    let settings: Vec<String> = setting_names();
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let checked = config::check_environment(names, &settings.iter().map(String::as_str).collect::<Vec<_>>());
    let outcome = checked.and_then(|()| match parse().command {
        Command::Serve(args) => serve::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Reindex(args) => reindex::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Keys(args) => keys::run(&args),
        Command::Openapi(args) => {
            openapi::run(&args);
            Ok(())
        }
        Command::Healthcheck(args) => healthcheck::run(&args),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            print_error(&sentence);
            ExitCode::FAILURE
        }
    }
}

/// Parses the command line, or ends the process with the help or an error.
fn parse() -> Cli {
    let is_short_help = std::env::args_os().any(|argument| argument == "-h");
    let matches = command(is_short_help).get_matches();
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut Cli::command()).exit())
}

/// The maximum length of a default value that the short help shows.
const DEFAULT_LENGTH_MAX: usize = 20;

/// Returns the definition of the command line. In the short help of `serve`, settings have neither variables nor values to
/// choose from nor long default values, so that each takes one line.
fn command(is_short_help: bool) -> clap::Command {
    let command = Cli::command();
    if !is_short_help {
        return command;
    }
    let shorten = |argument: clap::Arg| {
        let default_length: usize = argument.get_default_values().iter().map(|value| value.len()).sum();
        let has_value = argument.get_action().takes_values();
        let is_default_hidden = default_length > DEFAULT_LENGTH_MAX;
        argument.hide_env(true).hide_possible_values(has_value).hide_default_value(is_default_hidden)
    };
    command.mut_subcommand("serve", |serve| serve.mut_args(shorten))
}

/// Returns the environment variables of all settings, as the flags declare them.
fn setting_names() -> Vec<String> {
    let command = Cli::command();
    command
        .get_subcommands()
        .flat_map(clap::Command::get_arguments)
        .filter_map(|argument| argument.get_env()?.to_str().map(str::to_owned))
        .collect()
}

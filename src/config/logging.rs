//! Settings of the log.

use std::fmt;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use log::LevelFilter;

use crate::content::string_enum::closest_match;

/// The settings of the log.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Logging")]
pub struct LogSettings {
    /// The log filter: a level, or modules with levels.
    ///
    /// The levels are off, error, warn, info, debug and trace; modules are written as in `info,cairn::access=off`. If not set, `RUST_LOG` is used.
    #[arg(long, env = "CAIRN_LOG", value_name = "FILTER")]
    pub log: Option<LogFilter>,
    /// The format of log lines
    #[arg(long, env = "CAIRN_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// Log every request
    #[arg(long, env = "CAIRN_ACCESS_LOG", value_name = "true|false", default_value = "true", action = clap::ArgAction::Set)]
    pub access_log: bool,
}

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Plain text
    Text,
    /// One JSON object per line
    Json,
}

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// A log filter with valid levels only.
///
/// `env_logger` takes a mistyped level for a module name, and then logs nothing at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFilter(String);

impl LogFilter {
    /// Returns the filter as `env_logger` reads it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for LogFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('/') {
            return Err("a filter has no \"/\": it selects modules and levels, not text".to_owned());
        }
        for directive in text.split(',') {
            check_directive(directive.trim())?;
        }
        Ok(Self(text.to_owned()))
    }
}

fn check_directive(directive: &str) -> Result<(), String> {
    match directive.split_once('=') {
        None => check_level(directive)
            .map_err(|error| format!("{error}. To log a module, add its level, as in \"info,cairn=debug\"")),
        Some((part, _)) if !is_part(part.trim()) => {
            Err(format!("\"{part}\" is not a module path; write it as in \"cairn=debug\" or \"cairn::access=off\""))
        }
        Some((_, level)) => check_level(level.trim()),
    }
}

/// Returns true for a module path.
fn is_part(text: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter));
    text.split("::").all(is_name)
}

fn check_level(word: &str) -> Result<(), String> {
    if word.parse::<LevelFilter>().is_ok() {
        return Ok(());
    }
    let near = closest_match(&word.to_ascii_lowercase(), LEVELS.iter().copied());
    let hint = near.map_or_else(|| ".".to_owned(), |near| format!("; did you mean \"{near}\"?"));
    Err(format!("\"{word}\" is not a level{hint} The levels are {}", LEVELS.join(", ")))
}

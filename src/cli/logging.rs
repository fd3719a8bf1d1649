//! The log of a running server, through `env_logger`.
//!
//! A JSON line has the structured fields of the record in addition to its message.

use std::io::{self, Write};

use env_logger::fmt::Formatter;
use env_logger::fmt::style::AnsiColor;
use env_logger::{Builder, DEFAULT_FILTER_ENV, DEFAULT_WRITE_STYLE_ENV};
use log::Record;
use log::kv::{self, Key, VisitSource, VisitValue};
use serde_json::{Map, Value, json};

use crate::config::{LogFilter, LogFormat, LogSettings};
use crate::content::Timestamp;

const DEFAULT_FILTER: &str = "info,actix_server=warn";

/// Starts logging to standard error. Fails if `RUST_LOG` is used and is not a valid filter.
pub(super) fn start(settings: &LogSettings) -> Result<(), String> {
    let mut builder = Builder::new();
    if let Ok(style) = std::env::var(DEFAULT_WRITE_STYLE_ENV) {
        builder.parse_write_style(&style);
    }
    match &settings.log {
        Some(filter) => builder.parse_filters(filter.as_str()),
        None => builder.parse_filters(filter_of_environment()?.as_ref().map_or(DEFAULT_FILTER, LogFilter::as_str)),
    };
    if settings.log_format == LogFormat::Json {
        builder.format(|out, record| writeln!(out, "{}", object(record)));
    } else {
        builder.format(write_text);
    }
    // A second call, as in tests, keeps the first logger.
    let _ = builder.try_init();
    Ok(())
}

/// Parses the filter in `RUST_LOG`, if it is set and not empty.
fn filter_of_environment() -> Result<Option<LogFilter>, String> {
    let text = std::env::var(DEFAULT_FILTER_ENV).unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| format!("invalid value '{text}' for {DEFAULT_FILTER_ENV}: {error}"))
}

/// Writes a line of text as `env_logger` does by default. Its own timestamps need a library for dates.
fn write_text(out: &mut Formatter, record: &Record<'_>) -> io::Result<()> {
    let (time, level, target) = (Timestamp::now(), record.level(), record.target());
    let (dim, color) = (AnsiColor::BrightBlack.on_default(), out.default_level_style(level));
    let message = record.args().to_string().replace('\n', "\n    ");
    writeln!(out, "{dim}[{dim:#}{time} {color}{level:<5}{color:#} {target}{dim}]{dim:#} {message}")
}

fn object(record: &Record<'_>) -> Value {
    let mut line = json!({
        "time": Timestamp::now(),
        "level": record.level().as_str(),
        "target": record.target(),
        "message": record.args().to_string(),
    });
    if let Some(line) = line.as_object_mut() {
        // A field that cannot be converted is omitted; the line is still written.
        let _ = record.key_values().visit(&mut Fields(line));
    }
    line
}

/// The object that fields are added to. Existing members are not replaced.
struct Fields<'l>(&'l mut Map<String, Value>);

impl<'kvs> VisitSource<'kvs> for Fields<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: kv::Value<'kvs>) -> Result<(), kv::Error> {
        let mut field = Field(Value::Null);
        value.visit(&mut field)?;
        if !field.0.is_null() {
            self.0.entry(key.as_str()).or_insert(field.0);
        }
        Ok(())
    }
}

/// The value of one field as JSON.
struct Field(Value);

impl VisitValue<'_> for Field {
    fn visit_any(&mut self, value: kv::Value<'_>) -> Result<(), kv::Error> {
        self.0 = Value::String(value.to_string());
        Ok(())
    }

    fn visit_null(&mut self) -> Result<(), kv::Error> {
        self.0 = Value::Null;
        Ok(())
    }

    fn visit_u64(&mut self, value: u64) -> Result<(), kv::Error> {
        self.0 = value.into();
        Ok(())
    }

    fn visit_i64(&mut self, value: i64) -> Result<(), kv::Error> {
        self.0 = value.into();
        Ok(())
    }

    fn visit_f64(&mut self, value: f64) -> Result<(), kv::Error> {
        self.0 = value.into();
        Ok(())
    }

    fn visit_bool(&mut self, value: bool) -> Result<(), kv::Error> {
        self.0 = value.into();
        Ok(())
    }

    fn visit_str(&mut self, value: &str) -> Result<(), kv::Error> {
        self.0 = value.into();
        Ok(())
    }
}

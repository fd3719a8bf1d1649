//! The log of a running server, through `env_logger`.

use std::io::Write;

use env_logger::{Builder, Env};
use serde_json::json;

use crate::config::{LogFormat, LogSettings};
use crate::content::Timestamp;

/// Starts logging to standard error.
pub(super) fn start(settings: &LogSettings) {
    let mut builder = match &settings.log {
        Some(filter) => {
            let mut builder = Builder::new();
            builder.parse_filters(filter);
            builder
        }
        None => Builder::from_env(Env::default().default_filter_or("info,actix_server=warn")),
    };
    if settings.log_format == LogFormat::Json {
        builder.format(|out, record| {
            let line = json!({
                "time": Timestamp::now(),
                "level": record.level().as_str(),
                "target": record.target(),
                "message": record.args().to_string(),
            });
            writeln!(out, "{line}")
        });
    } else {
        builder.format_timestamp_millis();
    }
    // A second start, as in tests, keeps the first.
    let _ = builder.try_init();
}

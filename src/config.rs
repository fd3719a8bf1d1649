//! Every setting: its flag, its environment variable, its default. Read once, at the start.

mod bind_address;
mod limits;
mod logging;
mod login;
mod operations;
mod transport;

use std::fmt;
use std::num::{NonZeroU32, NonZeroUsize};
use std::str::FromStr;
use std::time::Duration;

use clap::Args;

use crate::content::Locale;
use crate::content::string_enum::closest_match;
use crate::db::DatabaseAddress;
use crate::http::{ConnectionSettings, CacheControlPolicy};
use crate::links::LinkSettings;
use crate::outbound::AddressPolicy;
use crate::publishing::{ApprovalRule, ArticleUrlTemplate};
use crate::webhooks::{RetrySchedule, WebhookSettings};

pub use bind_address::BindAddress;
pub use limits::LimitArguments;
pub use logging::{LogFilter, LogFormat, LogSettings};
pub use login::LoginArguments;
pub use operations::OperationsArguments;
pub use transport::TransportArguments;

/// Which database to work on: needed by every command that touches content.
#[derive(Debug, Clone, Args)]
pub struct DatabaseSettings {
    /// The SQLite database: a file name, or `sqlite://FILE`. Made if it is not there
    #[arg(long, env = "DATABASE_URL", value_name = "URL", default_value = "cairn.db")]
    pub database_url: DatabaseAddress,
}

/// What frozen documents depend on.
#[derive(Debug, Clone, Args)]
pub struct ContentSettings {
    /// Where readers find this server, such as `https://content.example.org`; put before addresses that are paths
    #[arg(long, env = "CAIRN_PUBLIC_URL", value_name = "URL", value_parser = parse_public_url)]
    pub public_url: Option<String>,
    /// Where an article is found, with {slug} or {id}, and perhaps {locale}: in `url` and in links between articles
    #[arg(long, env = "CAIRN_ARTICLE_URL", value_name = "TEMPLATE", default_value_t)]
    pub article_url: ArticleUrlTemplate,
}

/// How the server listens and answers.
#[derive(Debug, Clone, Args)]
pub struct ServerSettings {
    /// The address and port to listen on. The name of a host, such as localhost, stands for all of its addresses
    #[arg(long, env = "CAIRN_BIND", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub bind: BindAddress,
    /// How many threads answer requests; as many as there are processors if not set
    #[arg(long, env = "CAIRN_WORKERS", value_name = "COUNT")]
    pub workers: Option<NonZeroUsize>,
    /// The locale of requests that name none, and of the names of topics
    #[arg(long, env = "CAIRN_DEFAULT_LOCALE", value_name = "LOCALE", default_value = "en")]
    pub default_locale: Locale,
    /// What the site is called, in the titles of feeds
    #[arg(long, env = "CAIRN_SITE_NAME", value_name = "NAME", default_value = "Cairn", value_parser = parse_site_name)]
    pub site_name: String,
    /// Whether every request is logged
    #[arg(long, env = "CAIRN_ACCESS_LOG", value_name = "true|false", default_value = "true", action = clap::ArgAction::Set)]
    pub access_log: bool,
    /// The most kilobytes the body of a request may have
    #[arg(long, env = "CAIRN_BODY_LIMIT_KB", value_name = "KB", default_value = "1024", value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    pub body_limit_kb: u32,
    /// The most megabytes that an import over HTTP may have: they are held in memory
    #[arg(long, env = "CAIRN_IMPORT_LIMIT_MB", value_name = "MB", default_value = "32", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub import_limit_mb: u32,
    /// How many seconds what runs may take to finish when the server is told to stop
    #[arg(long, env = "CAIRN_SHUTDOWN_TIMEOUT_S", value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub shutdown_timeout_s: u32,
    /// Which web pages may read published content from a browser: * for all, or origins separated by commas
    #[arg(long, env = "CAIRN_CORS_ORIGINS", value_name = "ORIGINS", default_value = "*", value_delimiter = ',', value_parser = parse_origin)]
    pub cors_origins: Vec<String>,
}

/// How long answers are kept, and where.
#[derive(Debug, Clone, Args)]
pub struct CachingSettings {
    /// The most megabytes of answers that are kept in memory; 0 keeps none
    #[arg(long, env = "CAIRN_CACHE_MB", value_name = "MB", default_value = "64", value_parser = clap::value_parser!(u32).range(0..=65_536))]
    pub cache_mb: u32,
    /// How many seconds a browser may keep an answer without asking
    #[arg(long, env = "CAIRN_MAX_AGE_S", value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u32).range(0..=31_536_000))]
    pub max_age_s: u32,
    /// How many seconds a cache that many share, such as a CDN, may keep an answer without asking
    #[arg(long, env = "CAIRN_SHARED_MAX_AGE_S", value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u32).range(0..=31_536_000))]
    pub shared_max_age_s: u32,
    /// How many seconds longer a cache may give out what it has while it asks again
    #[arg(long, env = "CAIRN_STALE_WHILE_REVALIDATE_S", value_name = "SECONDS", default_value = "300", value_parser = clap::value_parser!(u32).range(0..=31_536_000))]
    pub stale_while_revalidate_s: u32,
    /// How many seconds back offline copies can be brought up to date from; older ones begin again
    #[arg(long, env = "CAIRN_SYNC_WINDOW_S", value_name = "SECONDS", default_value = "7776000", value_parser = clap::value_parser!(u32).range(1..))]
    pub sync_window_s: u32,
}

impl CachingSettings {
    /// What they mean.
    pub fn cache_control(&self) -> CacheControlPolicy {
        CacheControlPolicy::new(self.max_age_s, self.shared_max_age_s, self.stale_while_revalidate_s)
    }
}

/// How editors work.
#[derive(Debug, Clone, Args)]
pub struct EditingSettings {
    /// Approval that publishing requires: off, required, or four-eyes (by somebody who neither wrote nor submitted the content)
    #[arg(long, env = "CAIRN_APPROVAL", value_name = "off|required|four-eyes", default_value_t = ApprovalRule::Off)]
    pub approval: ApprovalRule,
    /// How many revisions that were not published are kept of each thing: all, or a number. Those that were published, and the newest, are always kept
    #[arg(long, env = "CAIRN_REVISIONS_KEPT", value_name = "all|COUNT", default_value_t)]
    pub revisions_kept: RevisionsKept,
}

/// How many revisions that were not published are kept of each thing; all if none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RevisionsKept(pub Option<NonZeroU32>);

impl FromStr for RevisionsKept {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self(None));
        }
        text.parse().map(|count| Self(Some(count))).map_err(|_| "must be \"all\" or a whole number from 1")
    }
}

impl fmt::Display for RevisionsKept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(count) => count.fmt(formatter),
            None => formatter.write_str("all"),
        }
    }
}

/// How webhooks are told of events.
#[derive(Debug, Clone, Args)]
pub struct WebhookArguments {
    /// When a message to a webhook that did not arrive is sent again: seconds to wait each time, separated by commas, or none
    #[arg(
        long,
        env = "CAIRN_WEBHOOK_RETRIES",
        value_name = "SECONDS",
        default_value = "5,300,1800,7200,18000,36000,50400,72000,86400"
    )]
    pub webhook_retries: RetrySchedule,
    /// Whether webhooks may lead to private addresses, and over http
    #[arg(long, env = "CAIRN_WEBHOOKS_ALLOW_PRIVATE", value_name = "true|false", default_value = "false", action = clap::ArgAction::Set)]
    pub webhooks_allow_private: bool,
}

/// How often links are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkCheckInterval(pub Option<Duration>);

impl FromStr for LinkCheckInterval {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        let seconds = text.parse().ok().filter(|seconds| *seconds > 0);
        seconds
            .map(|seconds| Self(Some(Duration::from_secs(seconds))))
            .ok_or_else(|| "must be off, or seconds, such as 604800 for a week".to_owned())
    }
}

/// How links to elsewhere are looked at.
#[derive(Debug, Clone, Args)]
pub struct LinkArguments {
    /// How many seconds after the last time a published link to elsewhere is looked at again, or off
    #[arg(long, env = "CAIRN_LINK_CHECK_INTERVAL_S", value_name = "SECONDS|off", default_value = "off")]
    pub link_check_interval_s: LinkCheckInterval,
    /// Whether links that lead to private addresses are looked at
    #[arg(long, env = "CAIRN_LINK_CHECKS_ALLOW_PRIVATE", value_name = "true|false", default_value = "false", action = clap::ArgAction::Set)]
    pub link_checks_allow_private: bool,
}

impl LinkArguments {
    /// What they mean.
    pub fn settings(&self) -> LinkSettings {
        let address_policy = if self.link_checks_allow_private { AddressPolicy::Any } else { AddressPolicy::PublicHttp };
        LinkSettings { interval: self.link_check_interval_s.0, address_policy }
    }
}

/// Everything the application is built from.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,
    /// What documents are frozen with.
    #[command(flatten)]
    pub content: ContentSettings,
    /// How editors work.
    #[command(flatten)]
    pub editing: EditingSettings,
    /// How long answers are kept, and where.
    #[command(flatten)]
    pub caching: CachingSettings,
    /// The server.
    #[command(flatten)]
    pub server: ServerSettings,
    /// Encryption, and where editors come in.
    #[command(flatten)]
    pub transport: TransportArguments,
    /// Being ready, and not any more.
    #[command(flatten)]
    pub operating: OperationsArguments,
    /// What is too much.
    #[command(flatten)]
    pub limits: LimitArguments,
    /// Log-in.
    #[command(flatten)]
    pub login: LoginArguments,
    /// Webhooks.
    #[command(flatten)]
    pub webhooks: WebhookArguments,
    /// Links.
    #[command(flatten)]
    pub links: LinkArguments,
    /// The log.
    #[command(flatten)]
    pub log: LogSettings,
}

impl Config {
    /// Returns the settings of connections.
    pub fn connections(&self) -> ConnectionSettings {
        ConnectionSettings {
            workers: self.workers(),
            max_connections: usize::try_from(self.limits.max_connections).unwrap_or(usize::MAX),
            client_timeout: self.limits.client_timeout(),
            keep_alive: self.limits.keep_alive(),
            shutdown_timeout: Duration::from_secs(self.server.shutdown_timeout_s.into()),
            http2: self.transport.http2,
        }
    }

    /// How many threads answer requests.
    pub fn workers(&self) -> usize {
        let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.server.workers.map_or(processors, NonZeroUsize::get)
    }
}

impl WebhookArguments {
    /// What they mean.
    pub fn settings(&self) -> WebhookSettings {
        let address_policy = if self.webhooks_allow_private { AddressPolicy::Any } else { AddressPolicy::PublicHttps };
        WebhookSettings { retries: self.webhook_retries.clone(), address_policy }
    }
}

impl ContentSettings {
    /// The template of article addresses, absolute if there is a public URL.
    pub fn article_address(&self) -> ArticleUrlTemplate {
        self.article_url.with_base_url(self.public_url.as_deref())
    }
}

/// Reads the address that readers find a server at.
pub fn parse_public_url(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
    let is_base = ["http", "https"].contains(&url.scheme()) && url.query().is_none() && url.fragment().is_none();
    if !is_base {
        return Err("must be an http or https address without a query, such as https://content.example.org".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn parse_site_name(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        return Err("must be one line of text, and not blank".to_owned());
    }
    Ok(text.to_owned())
}

fn parse_origin(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    let url = url::Url::parse(text).map_err(|error| format!("\"{text}\" is not an origin: {error}"))?;
    if url.origin().ascii_serialization() == text {
        Ok(text.to_owned())
    } else {
        Err(format!("\"{text}\" is not an origin; write it as scheme://host or scheme://host:port"))
    }
}

/// Refuses environment variables that look like settings and are none: a typing mistake there would
/// otherwise pass as the default.
pub fn check_environment(names: impl Iterator<Item = String>, known: &[&str]) -> Result<(), String> {
    for name in names.filter(|name| name.starts_with("CAIRN_")) {
        if !known.contains(&name.as_str()) {
            let hint = closest_match(&name, known.iter().copied()).map_or_else(
                || "see cairn serve --help for all there are".to_owned(),
                |near| format!("did you mean {near}?"),
            );
            return Err(format!("the environment variable {name} is not a setting of Cairn; {hint}"));
        }
    }
    Ok(())
}

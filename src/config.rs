//! All settings: flag, environment variable and default. They are read once, at the start.

mod bind_address;
mod limits;
mod logging;
mod login;
mod operations;
mod outgoing_requests;
mod transport;

use std::fmt;
use std::num::{NonZeroU32, NonZeroUsize};
use std::str::FromStr;
use std::time::Duration;

use clap::Args;

use crate::content::Locale;
use crate::content::string_enum::closest_match;
use crate::db::DatabaseAddress;
use crate::http::{CacheControlPolicy, ConnectionSettings};
use crate::publishing::{ApprovalRule, ArticleUrlTemplate, PreviewUrlTemplate};

pub use bind_address::BindAddress;
pub use limits::LimitArguments;
pub use logging::{LogFilter, LogFormat, LogSettings};
pub use login::LoginArguments;
pub use operations::OperationsArguments;
pub use outgoing_requests::{LinkArguments, LinkCheckInterval, WebhookArguments};
pub use transport::TransportArguments;

/// The group of settings of delivery, which several structs belong to.
const DELIVERY: &str = "Delivery";

/// The database of a command. Every command that accesses content needs it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Database")]
pub struct DatabaseSettings {
    /// The SQLite database: a file name, or `sqlite://FILE`.
    ///
    /// The file is created if it does not exist.
    #[arg(long, env = "DATABASE_URL", value_name = "URL", default_value = "cairn.db")]
    pub database_url: DatabaseAddress,
}

/// The settings that published documents depend on.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = DELIVERY)]
pub struct ContentSettings {
    /// The public URL of this server.
    ///
    /// The base of relative addresses, such as `https://content.example.org`.
    #[arg(long, env = "CAIRN_PUBLIC_URL", value_name = "URL", value_parser = parse_public_url)]
    pub public_url: Option<String>,
    /// The template of article URLs.
    ///
    /// For `url` and for links between articles, with {slug} or {id}, and optionally {locale}. Set it to the pages of your site, such as `https://www.example.org/{locale}/{slug}`.
    #[arg(long, env = "CAIRN_ARTICLE_URL", value_name = "TEMPLATE", default_value_t)]
    pub article_url: ArticleUrlTemplate,
}

/// The settings of the HTTP server.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Listening")]
pub struct ServerSettings {
    /// The address and port to listen on.
    ///
    /// A host name, such as localhost, stands for all of its addresses.
    #[arg(long, env = "CAIRN_BIND", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub bind: BindAddress,
    /// Number of worker threads.
    ///
    /// The number of processors if not set.
    #[arg(long, env = "CAIRN_WORKERS", value_name = "COUNT")]
    pub workers: Option<NonZeroUsize>,
    /// Origins whose pages may read content (CORS).
    ///
    /// `*` for all, or a list separated by commas. Browsers let pages of these origins read published content.
    #[arg(long, help_heading = DELIVERY, env = "CAIRN_CORS_ORIGINS", value_name = "ORIGINS", default_value = "*", value_delimiter = ',', value_parser = parse_origin)]
    pub cors_origins: Vec<String>,
    /// The default locale of requests and of topic names
    #[arg(long, help_heading = DELIVERY, env = "CAIRN_DEFAULT_LOCALE", value_name = "LOCALE", default_value = "en")]
    pub default_locale: Locale,
    /// The name of the site, used in titles.
    ///
    /// It is the title of feeds and of the page at `/`.
    #[arg(long, help_heading = DELIVERY, env = "CAIRN_SITE_NAME", value_name = "NAME", default_value = "Cairn", value_parser = parse_site_name)]
    pub site_name: String,
}

/// The settings of the response cache and of `Cache-Control`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Caching")]
pub struct CachingSettings {
    /// Maximum size of the response cache, in megabytes.
    ///
    /// It is in memory. 0 for no cache.
    #[arg(long, env = "CAIRN_CACHE_MB", value_name = "MB", default_value = "64", value_parser = clap::value_parser!(u32).range(0..=65_536))]
    pub cache_mb: u32,
    /// Time for which a browser reuses a response.
    ///
    /// In seconds, without revalidation (`max-age`).
    #[arg(long, env = "CAIRN_MAX_AGE_S", value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u32).range(0..=31_536_000))]
    pub max_age_s: u32,
    /// Time for which a CDN reuses a response.
    ///
    /// In seconds, without revalidation (`s-maxage`). It applies to every shared cache.
    #[arg(long, env = "CAIRN_SHARED_MAX_AGE_S", value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u32).range(0..=31_536_000))]
    pub shared_max_age_s: u32,
    /// Time after that in which a cache may serve a stale response.
    ///
    /// In seconds, while it revalidates.
    #[arg(long, hide_short_help = true, env = "CAIRN_STALE_WHILE_REVALIDATE_S", value_name = "SECONDS", default_value = "300", value_parser = clap::value_parser!(u32).range(0..=31_536_000))]
    pub stale_while_revalidate_s: u32,
    /// Maximum age of an offline copy that can be updated.
    ///
    /// In seconds. An older copy starts again.
    #[arg(long, hide_short_help = true, env = "CAIRN_SYNC_WINDOW_S", value_name = "SECONDS", default_value = "7776000", value_parser = clap::value_parser!(u32).range(1..))]
    pub sync_window_s: u32,
}

impl CachingSettings {
    /// Returns the cache policy.
    pub fn cache_control(&self) -> CacheControlPolicy {
        CacheControlPolicy::new(self.max_age_s, self.shared_max_age_s, self.stale_while_revalidate_s)
    }
}

/// The settings of the editing workflow.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Editing")]
pub struct EditingSettings {
    /// Approval that publishing requires.
    ///
    /// With four-eyes, by somebody who neither wrote nor submitted the content.
    #[arg(long, env = "CAIRN_APPROVAL", value_name = "off|required|four-eyes", default_value_t = ApprovalRule::Off)]
    pub approval: ApprovalRule,
    /// Number of unpublished revisions to keep of each entity.
    ///
    /// All, or a number. Published revisions and the newest one are always kept.
    #[arg(long, hide_short_help = true, env = "CAIRN_REVISIONS_KEPT", value_name = "all|COUNT", default_value_t)]
    pub revisions_kept: RevisionsKept,
    /// The template of previews on your own site.
    ///
    /// With {token}, and optionally {article}, {locale} and {slug}, such as `https://example.org/preview?article={article}&token={token}`. The addresses of this server are used if not set.
    #[arg(long, env = "CAIRN_PREVIEW_URL", value_name = "TEMPLATE")]
    pub preview_url: Option<PreviewUrlTemplate>,
    /// Maximum size of the copy that previews of all work read.
    ///
    /// In megabytes; 0 for no such previews. The copy of the database is private.
    #[arg(long, hide_short_help = true, env = "CAIRN_PREVIEW_MAX_MB", value_name = "MB", default_value = "1024", value_parser = clap::value_parser!(u32).range(0..=1_048_576))]
    pub preview_max_mb: u32,
}

/// The number of unpublished revisions to keep of each entity; all if none.
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

/// The configuration of the application. The order is that of the groups in `cairn serve --help`.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,
    /// The HTTP server.
    #[command(flatten)]
    pub server: ServerSettings,
    /// Encryption, and the listener of management.
    #[command(flatten)]
    pub transport: TransportArguments,
    /// The settings of documents.
    #[command(flatten)]
    pub content: ContentSettings,
    /// The editing workflow.
    #[command(flatten)]
    pub editing: EditingSettings,
    /// Caching.
    #[command(flatten)]
    pub caching: CachingSettings,
    /// Limits.
    #[command(flatten)]
    pub limits: LimitArguments,
    /// Login.
    #[command(flatten)]
    pub login: LoginArguments,
    /// Webhooks.
    #[command(flatten)]
    pub webhooks: WebhookArguments,
    /// Link checks.
    #[command(flatten)]
    pub links: LinkArguments,
    /// Readiness and shutdown.
    #[command(flatten)]
    pub operating: OperationsArguments,
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
            shutdown_timeout: Duration::from_secs(self.operating.shutdown_timeout_s.into()),
            http2: self.transport.http2,
        }
    }

    /// Returns the number of worker threads.
    pub fn workers(&self) -> usize {
        let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.server.workers.map_or(processors, NonZeroUsize::get)
    }
}

impl ContentSettings {
    /// Returns the template of article URLs, absolute if there is a public URL.
    pub fn article_address(&self) -> ArticleUrlTemplate {
        self.article_url.with_base_url(self.public_url.as_deref())
    }
}

/// Parses the public URL of a server.
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

/// Rejects environment variables with the prefix of settings that are no settings: a typing mistake would otherwise
/// silently select the default.
pub fn check_environment(names: impl Iterator<Item = String>, known: &[&str]) -> Result<(), String> {
    for name in names.filter(|name| name.starts_with("CAIRN_")) {
        if !known.contains(&name.as_str()) {
            let hint = closest_match(&name, known.iter().copied()).map_or_else(
                || "see cairn serve --help for all settings".to_owned(),
                |near| format!("did you mean {near}?"),
            );
            return Err(format!("the environment variable {name} is not a setting of Cairn; {hint}"));
        }
    }
    Ok(())
}

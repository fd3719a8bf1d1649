//! Settings of limits: requests, connections and timeouts.

use std::net::IpAddr;
use std::time::Duration;

use clap::Args;
use ipnet::IpNet;

use crate::auth::is_secured;
use crate::http::{AdmissionSettings, ForwardedHeader};

/// The limits of requests and connections.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArguments {
    /// Maximum requests per minute of one client.
    ///
    /// Of each key, and of each address without a key. 0 for no limit.
    #[arg(long, env = "CAIRN_RATE_LIMIT", value_name = "COUNT", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub rate_limit: u32,
    /// Maximum failed authentications per minute from one address.
    ///
    /// Above it, only keys that this address has used successfully before are checked. 0 for no limit.
    #[arg(long, hide_short_help = true, env = "CAIRN_AUTH_FAILURE_LIMIT", value_name = "COUNT", default_value = "30", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub auth_failure_limit: u32,
    /// Proxies whose forwarding header is trusted.
    ///
    /// Addresses or networks, separated by commas.
    #[arg(long, env = "CAIRN_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',', value_parser = parse_network)]
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which trusted proxies send the client address
    #[arg(
        long,
        hide_short_help = true,
        env = "CAIRN_FORWARDED_HEADER",
        value_name = "HEADER",
        default_value = "x-forwarded-for"
    )]
    pub forwarded_header: ForwardedHeader,
    /// Maximum number of concurrent requests.
    ///
    /// Further ones are rejected. 0 for no limit.
    #[arg(long, env = "CAIRN_MAX_IN_FLIGHT", value_name = "COUNT", default_value = "1000", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub max_in_flight: u32,
    /// Maximum number of concurrent connections.
    ///
    /// Further ones wait.
    #[arg(long, env = "CAIRN_MAX_CONNECTIONS", value_name = "COUNT", default_value = "10000", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub max_connections: u32,
    /// Maximum number of concurrent connections from one address.
    ///
    /// For IPv6, from one /64 network. Further ones are closed. Trusted proxies are exempt. 0 for no limit.
    #[arg(long, hide_short_help = true, env = "CAIRN_CONNECTIONS_PER_ADDRESS", value_name = "COUNT", default_value = "500", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub connections_per_address: u32,
    /// Timeout of a request, in seconds.
    ///
    /// Without the time in which its body is received. 0 for no limit.
    #[arg(long, hide_short_help = true, env = "CAIRN_REQUEST_TIMEOUT_S", value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub request_timeout_s: u32,
    /// Time for which a client may let the server wait, in seconds.
    ///
    /// While it sends or receives data. After that, at least 500 bytes a second are required.
    #[arg(long, hide_short_help = true, env = "CAIRN_CLIENT_TIMEOUT_S", value_name = "SECONDS", default_value = "30", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub client_timeout_s: u32,
    /// Time for which an idle connection is kept open, in seconds
    #[arg(long, hide_short_help = true, env = "CAIRN_KEEP_ALIVE_S", value_name = "SECONDS", default_value = "5", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub keep_alive_s: u32,
    /// Maximum size of a request body, in kilobytes
    #[arg(long, env = "CAIRN_BODY_LIMIT_KB", value_name = "KB", default_value = "1024", value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    pub body_limit_kb: u32,
    /// Maximum size of an import over HTTP, in megabytes.
    ///
    /// It is held in memory.
    #[arg(long, hide_short_help = true, env = "CAIRN_IMPORT_LIMIT_MB", value_name = "MB", default_value = "32", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub import_limit_mb: u32,
}

impl LimitArguments {
    /// Returns the settings of admission control.
    pub fn admission(&self) -> AdmissionSettings {
        AdmissionSettings {
            rate_per_minute: self.rate_limit,
            max_concurrent_requests: self.max_in_flight,
            connections_per_address: self.connections_per_address,
            request_timeout: (self.request_timeout_s > 0).then(|| seconds(self.request_timeout_s)),
            client_timeout: self.client_timeout(),
            trusted_proxies: self.trusted_proxies.clone(),
            forwarded_header: self.forwarded_header,
            is_secured,
        }
    }

    /// Returns the time for which a client may let the server wait.
    pub fn client_timeout(&self) -> Duration {
        seconds(self.client_timeout_s)
    }

    /// Returns the time for which an idle connection is kept open.
    pub fn keep_alive(&self) -> Duration {
        seconds(self.keep_alive_s)
    }
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(count.into())
}

/// Parses a network such as `10.0.0.0/8`, or one address.
fn parse_network(text: &str) -> Result<IpNet, String> {
    let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| format!("\"{text}\" is neither an address nor a network such as 10.0.0.0/8"))
}

//! Settings of the transport: encryption, and the listener of management.

use std::path::PathBuf;

use clap::Args;

use super::bind_address::BindAddress;

/// The settings of encryption and of the listener of management.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Listening")]
pub struct TransportArguments {
    /// The certificates for https, a PEM file.
    ///
    /// The server certificate first, then the intermediate ones. Reloaded when the file changes.
    #[arg(long, env = "CAIRN_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of the certificate, a PEM file
    #[arg(long, env = "CAIRN_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// The `max-age` of `Strict-Transport-Security`.
    ///
    /// In seconds; 0 for no such header.
    #[arg(long, hide_short_help = true, env = "CAIRN_HSTS_S", value_name = "SECONDS", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=63_072_000))]
    pub hsts_s: u32,
    /// Offer HTTP/2 over https.
    ///
    /// A proxy in front does that better.
    #[arg(long, hide_short_help = true, env = "CAIRN_HTTP2", value_name = "true|false", default_value = "false", action = clap::ArgAction::Set)]
    pub http2: bool,
    /// A second address, for management only.
    ///
    /// An address and a port. If set, management is served there only.
    #[arg(long, env = "CAIRN_MANAGE_BIND", value_name = "ADDRESS:PORT")]
    pub manage_bind: Option<BindAddress>,
}

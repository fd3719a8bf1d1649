//! Settings of what stands between clients and the server: encryption, and where editors come in.

use std::path::PathBuf;

use clap::Args;

use super::bind_address::BindAddress;

/// How connections are encrypted, and which of them may manage.
#[derive(Debug, Clone, Args)]
pub struct TransportArguments {
    /// The certificates for https, in a PEM file: the server's own first, then those that lead to a root. Read again when it changes
    #[arg(long, env = "CAIRN_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of that certificate, in a PEM file
    #[arg(long, env = "CAIRN_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// How many seconds browsers are to come over https only, once they have (Strict-Transport-Security); 0 says nothing of it
    #[arg(long, env = "CAIRN_HSTS_S", value_name = "SECONDS", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=63_072_000))]
    pub hsts_s: u32,
    /// Whether HTTP/2 is spoken over https with clients that can. A proxy in front does that better
    #[arg(long, env = "CAIRN_HTTP2", value_name = "true|false", default_value = "false", action = clap::ArgAction::Set)]
    pub http2: bool,
    /// A second address and port to listen on. If set, management is answered there only, and not at the first one
    #[arg(long, env = "CAIRN_MANAGE_BIND", value_name = "ADDRESS:PORT")]
    pub manage_bind: Option<BindAddress>,
}

//! The listeners: one public address, and optionally a separate one for management.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::ResponseError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use rustix::io::Errno;
use rustls::ServerConfig;

use super::{BuildError, not_found_problem};
use crate::config::{BindAddress, Config};
use crate::http::ClientConnection;
use crate::{auth, health, tls};

/// Bound sockets and their TLS configuration.
pub(super) struct Listeners {
    pub(super) sockets: Vec<TcpListener>,
    pub(super) tls: Option<ServerConfig>,
    pub(super) addresses: Addresses,
}

/// The addresses a server listens on.
#[derive(Debug, Clone)]
pub struct Addresses {
    scheme: &'static str,
    /// The public addresses; at least one.
    public: Arc<[SocketAddr]>,
    /// The addresses of management, if it has its own.
    management: Arc<[SocketAddr]>,
}

impl Listeners {
    /// Binds the addresses of `config`.
    pub(super) fn bind(config: &Config) -> Result<Self, BuildError> {
        let files = config.transport.tls_cert.as_ref().zip(config.transport.tls_key.as_ref());
        let tls = files.map(|(certificate, key)| tls::server_config(certificate, key)).transpose();
        let tls = tls.map_err(BuildError::Certificate)?;
        let (mut sockets, public) = bind(&config.server.bind, "CAIRN_BIND")?;
        let mut management = Vec::new();
        if let Some(address) = &config.transport.manage_bind {
            let (more, bound) = bind(address, "CAIRN_MANAGE_BIND")?;
            sockets.extend(more);
            management = bound;
        }
        let scheme = if tls.is_some() { "https" } else { "http" };
        let addresses = Addresses { scheme, public: public.into(), management: management.into() };
        Ok(Self { sockets, tls, addresses })
    }
}

/// Binds all addresses that `address` resolves to, and returns them with their ports.
///
/// An address that this machine does not have, such as `::1` where there is no IPv6, is skipped if another one is bound.
fn bind(address: &BindAddress, setting: &'static str) -> Result<(Vec<TcpListener>, Vec<SocketAddr>), BuildError> {
    let failed = |cause| BuildError::Listen { address: address.to_string(), setting, cause };
    let (mut sockets, mut bound) = (Vec::new(), Vec::<SocketAddr>::new());
    let mut skipped = None;
    for mut wanted in address.resolve().map_err(failed)? {
        // All addresses get the same port, even if the system chose it.
        if let Some(first) = bound.first() {
            wanted.set_port(first.port());
        }
        match TcpListener::bind(wanted).and_then(|socket| Ok((socket.local_addr()?, socket))) {
            Ok((local, socket)) => {
                bound.push(local);
                sockets.push(socket);
            }
            Err(error) if is_absent(&error) => skipped = Some(error),
            Err(error) => return Err(failed(error)),
        }
    }
    match skipped {
        Some(error) if bound.is_empty() => Err(failed(error)),
        _ => Ok((sockets, bound)),
    }
}

/// Returns true if the machine lacks the address, or the whole family of addresses.
fn is_absent(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable || Errno::from_io_error(error) == Some(Errno::AFNOSUPPORT)
}

impl Addresses {
    /// Returns the first public address.
    pub fn public(&self) -> Option<SocketAddr> {
        self.public.first().copied()
    }

    /// Returns the first address of management, if it has its own.
    pub fn management(&self) -> Option<SocketAddr> {
        self.management.first().copied()
    }

    /// Returns the first public address as a URL, such as `http://127.0.0.1:8080`.
    pub fn url(&self) -> String {
        self.urls().next().unwrap_or_default()
    }

    /// Returns all public addresses as URLs.
    pub fn urls(&self) -> impl Iterator<Item = String> {
        self.public.iter().map(|address| format!("{}://{address}", self.scheme))
    }

    /// Returns all addresses of management as URLs; none if it has no addresses of its own.
    pub fn management_urls(&self) -> impl Iterator<Item = String> {
        self.management.iter().map(|address| format!("{}://{address}", self.scheme))
    }

    /// Middleware: if management has its own addresses, returns 404 for its paths and those of operators on the public ones,
    /// with or without a key.
    pub(super) async fn restrict_management(
        self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        let connection = ClientConnection::of_service_request(&request);
        let is_public_listener = !self.management.is_empty()
            && !connection.is_some_and(|connection| self.management.contains(&connection.local));
        let is_restricted = |path: &str| auth::is_secured(path) || health::is_for_operators(path.trim_end_matches('/'));
        if is_public_listener && is_restricted(request.path()) {
            let problem = not_found_problem(request.path());
            return Ok(request.into_response(problem.error_response()));
        }
        Ok(next.call(request).await?.map_into_boxed_body())
    }
}

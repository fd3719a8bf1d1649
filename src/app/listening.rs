//! Where a server listens: one address, or one for everybody and one for those who manage.

use std::net::{SocketAddr, TcpListener};

use actix_web::ResponseError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use rustls::ServerConfig;

use super::{BuildError, unknown};
use crate::config::Config;
use crate::http::Connection;
use crate::{auth, health, tls};

/// Bound addresses, and what is spoken there.
pub(super) struct Listeners {
    pub(super) sockets: Vec<TcpListener>,
    pub(super) encryption: Option<ServerConfig>,
    pub(super) addresses: Addresses,
}

/// Where a server listens.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    scheme: &'static str,
    /// For everybody.
    pub public: SocketAddr,
    /// For those who manage, if they come in elsewhere.
    pub management: Option<SocketAddr>,
}

impl Listeners {
    /// Binds the addresses of `config`.
    pub(super) fn bind(config: &Config) -> Result<Self, BuildError> {
        let files = config.transport.tls_cert.as_ref().zip(config.transport.tls_key.as_ref());
        let encryption = files.map(|(certificate, key)| tls::configuration(certificate, key)).transpose();
        let encryption = encryption.map_err(BuildError::Certificate)?;
        let (socket, public) = bind(config.server.bind, "CAIRN_BIND")?;
        let mut listeners = Self {
            sockets: vec![socket],
            addresses: Addresses {
                scheme: if encryption.is_some() { "https" } else { "http" },
                public,
                management: None,
            },
            encryption,
        };
        if let Some(address) = config.transport.manage_bind {
            let (socket, management) = bind(address, "CAIRN_MANAGE_BIND")?;
            listeners.sockets.push(socket);
            listeners.addresses.management = Some(management);
        }
        Ok(listeners)
    }
}

/// Binds one address, and says which it became.
fn bind(address: SocketAddr, setting: &'static str) -> Result<(TcpListener, SocketAddr), BuildError> {
    let bound = TcpListener::bind(address).and_then(|listener| listener.local_addr().map(|bound| (listener, bound)));
    bound.map_err(|cause| BuildError::Listen { address, setting, cause })
}

impl Addresses {
    /// The one for everybody, such as `http://127.0.0.1:8080`.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.public)
    }

    /// The one for those who manage, if that is another.
    pub fn management_url(&self) -> Option<String> {
        self.management.map(|address| format!("{}://{address}", self.scheme))
    }

    /// The middleware: what came in where everybody does and is for management, or for operators, finds nothing, whatever key it shows.
    pub(super) async fn keep_apart(
        self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        let came_in_at = request.conn_data::<Connection>().map(Connection::local_address);
        let is_elsewhere = self.management.is_some_and(|address| came_in_at != Some(address));
        let is_kept_apart = |path| auth::is_secured(path) || health::is_for_operators(path);
        if is_elsewhere && is_kept_apart(request.path()) {
            let problem = unknown(request.path());
            return Ok(request.into_response(problem.error_response()));
        }
        Ok(next.call(request).await?.map_into_boxed_body())
    }
}

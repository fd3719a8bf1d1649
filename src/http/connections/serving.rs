//! From a socket to requests: the framework's own server knows only bare sockets, and here they are watched.

use std::convert::Infallible;
use std::future::ready;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::h1::{ExpectHandler, UpgradeHandler};
use actix_http::{Extensions, HttpServiceBuilder, KeepAlive, Protocol, Request};
use actix_service::{
    IntoService, IntoServiceFactory, ServiceFactory, ServiceFactoryExt, fn_factory, fn_service, map_config,
};
use actix_tls::accept::TlsError;
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, Response, Server, Service};
use actix_web::rt::net::TcpStream;
use futures_util::FutureExt;
use rustls::ServerConfig;

use super::awaited::Awaited;
use super::heads::Heads;
use super::watched::Watched;
use super::{ConnectionSettings, http2};
use crate::http::Gate;

/// What is spoken over encrypted connections, the dearest first (RFC 7301).
const PROTOCOLS: [&[u8]; 2] = [HTTP_2, b"http/1.1"];

const HTTP_2: &[u8] = b"h2";

/// How many connections may wait until they are taken: the standard library asks for 128, which a crowd fills at once, and who
/// finds no room tries again a second later only.
#[cfg(unix)]
const WAITING_MAX: i32 = 4096;

/// How long what a client still sends is taken and thrown away after an answer that ends the connection: closed at once, it
/// would take the answer with it (RFC 9112, section 9.6).
pub(super) const FAREWELL: Duration = Duration::from_secs(1);

/// What goes wrong before anything is encrypted.
type Unencrypted = TlsError<io::Error, Infallible>;

/// Serves what `factory` makes, once for each worker, to whoever connects to the sockets.
pub fn serve<F, I, S>(
    factory: F,
    sockets: Vec<TcpListener>,
    encryption: Option<ServerConfig>,
    settings: ConnectionSettings,
    gate: &Arc<Gate>,
) -> io::Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig, Response = Response<BoxBody>, Error = Error> + 'static,
    S::InitError: std::fmt::Debug,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
{
    // What signals mean is decided elsewhere.
    let mut server = Server::build()
        .disable_signals()
        .workers(settings.workers)
        .max_concurrent_connections(settings.most.div_ceil(settings.workers).max(1))
        .shutdown_timeout(settings.shutdown_timeout.as_secs());
    let stopping = server.graceful_shutdown_signal();
    let encryption = encryption.map(|mut encryption| {
        let offered = PROTOCOLS.into_iter().filter(|protocol| settings.http2 || *protocol != HTTP_2);
        encryption.alpn_protocols = offered.map(<[u8]>::to_vec).collect();
        encryption
    });
    for socket in sockets {
        let local = socket.local_addr()?;
        #[cfg(unix)]
        rustix::net::listen(&socket, WAITING_MAX)?;
        let (factory, stopping, encryption) = (factory.clone(), stopping.clone(), encryption.clone());
        let gate = Arc::clone(gate);
        let name = format!("cairn on {local}");
        let stopping = move || {
            let stopping = stopping.clone();
            Awaited::new(async move { stopping.notified().await }.boxed_local())
        };
        server = match encryption {
            None => server.listen(name, socket, move || {
                // Setting a time for every pause would cost more than anything else that is done for a short answer. `Watched`
                // looks now and then.
                let http = begun(settings, local, stopping.clone())
                    .keep_alive(KeepAlive::Os)
                    .on_connect_ext(move |io: &Heads<Watched>, data: &mut Extensions| {
                        data.insert(io.get_ref().connection(local));
                    })
                    .finish(map_config(factory().into_factory().map_err(|error| answer(&error)), |()| {
                        AppConfig::default()
                    }));
                let gate = Arc::clone(&gate);
                fn_service(move |stream: TcpStream| {
                    let peer = stream.peer_addr().ok();
                    ready(match gate.connect(peer) {
                        Ok(slot) => {
                            let watched = Watched::new(stream, &settings, settings.keep_alive, slot);
                            Ok((Heads::new(watched), Protocol::Http1, peer))
                        }
                        Err(too_many) => Err(DispatchError::Io(io::Error::other(too_many))),
                    })
                })
                .and_then(http)
            }),
            Some(encryption) => server.listen(name, socket, move || {
                let gate = Arc::clone(&gate);
                fn_service(move |stream: TcpStream| {
                    let slot = gate.connect(stream.peer_addr().ok());
                    let slot = slot.map_err(|too_many| Unencrypted::Tls(io::Error::other(too_many)));
                    ready(slot.map(|slot| Watched::new(stream, &settings, settings.silence(), slot)))
                })
                .and_then(Acceptor::new(encryption.clone()))
                .map_err(TlsError::into_service_error)
                .and_then(encrypted(&factory, settings, local, stopping.clone()).map_err(TlsError::Service))
            }),
        }?;
    }
    Ok(server.run())
}

/// Speaks over an encrypted connection what was agreed on. One application is made, for whatever is spoken.
fn encrypted<F, I, S, P, W>(
    factory: &F,
    settings: ConnectionSettings,
    local: SocketAddr,
    stopping: P,
) -> impl ServiceFactory<TlsStream<Watched>, Config = (), Response = (), Error = DispatchError, InitError = ()>
+ use<F, I, S, P, W>
where
    F: Fn() -> I,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig, Response = Response<BoxBody>, Error = Error> + 'static,
    S::InitError: std::fmt::Debug,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    P: Fn() -> W + Clone + 'static,
    W: Future<Output = ()> + 'static,
{
    let application = Rc::new(factory().into_factory());
    fn_factory(move || {
        let (application, stopping) = (Rc::clone(&application), stopping.clone());
        async move {
            let service = application.new_service(AppConfig::default()).await;
            let service = Rc::new(service.map_err(|error| log::error!("the application cannot be begun: {error:?}"))?);
            let shared = Rc::clone(&service);
            // Saying goodbye is more than closing here.
            let http1 = begun(settings, local, stopping.clone())
                .keep_alive(settings.keep_alive)
                .secure()
                .on_connect_ext(move |io: &Heads<TlsStream<Watched>>, data: &mut Extensions| {
                    data.insert(io.get_ref().get_ref().0.connection(local));
                })
                .finish(fn_factory(move || ready(Ok::<_, ()>(Rc::clone(&shared)))).map_err(|error| answer(&error)));
            let http1 = Rc::new(http1.new_service(()).await?);
            let spoken = move |io: TlsStream<Watched>| {
                let (watched, session) = io.get_ref();
                let (connection, peer) = (watched.connection(local), watched.stream().peer_addr().ok());
                if session.alpn_protocol() == Some(HTTP_2) {
                    let spoken = http2::serve(io, connection, Rc::clone(&service), settings, stopping());
                    spoken.map(Ok).left_future()
                } else {
                    http1.call((Heads::new(io), Protocol::Http1, peer)).right_future()
                }
            };
            Ok::<_, ()>(IntoService::into_service(spoken))
        }
    })
}

/// What encrypted and other connections have in common.
fn begun<T, S, F>(
    settings: ConnectionSettings,
    local: SocketAddr,
    stopping: impl Fn() -> F + 'static,
) -> HttpServiceBuilder<T, S, ExpectHandler, UpgradeHandler>
where
    S: ServiceFactory<Request, Config = ()>,
    S::Error: Into<Response<BoxBody>> + 'static,
    S::InitError: std::fmt::Debug,
    <S::Service as Service<Request>>::Future: 'static,
    F: Future<Output = ()> + 'static,
{
    HttpServiceBuilder::default()
        .graceful_shutdown_signal(stopping)
        .client_request_timeout(settings.head_time())
        .client_disconnect_timeout(FAREWELL)
        .local_addr(local)
}

/// What is answered to an error that no handler made an answer of.
fn answer(error: &Error) -> Response<BoxBody> {
    error.error_response().into()
}

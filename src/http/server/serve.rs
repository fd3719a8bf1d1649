//! Builds the server: listening sockets, TLS, protocol selection and one application per worker. The framework's own server
//! takes only plain sockets; here they are wrapped in [`IdleTimeoutStream`] and [`HeadRewriter`].

use std::convert::Infallible;
use std::future::ready;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;

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

use super::head_rewriter::HeadRewriter;
use super::idle_timeout::IdleTimeoutStream;
use super::settings::ConnectionSettings;
use super::wake_gated::WakeGated;
use super::{LINGER_TIMEOUT, http2};
use crate::http::admission::AdmissionControl;

/// The protocols offered over TLS, the preferred one first (RFC 7301).
const ALPN_PROTOCOLS: [&[u8]; 2] = [HTTP_2, b"http/1.1"];

const HTTP_2: &[u8] = b"h2";

/// The length of the accept queue. The default of the standard library, 128, fills up quickly under load, and a client that
/// finds it full retries only after a second.
#[cfg(unix)]
const BACKLOG: i32 = 4096;

/// An error before the TLS handshake.
type AcceptError = TlsError<io::Error, Infallible>;

/// Serves the application that `factory` makes, one instance per worker, on the sockets.
pub fn serve<F, I, S>(
    factory: F,
    sockets: Vec<TcpListener>,
    tls: Option<ServerConfig>,
    settings: ConnectionSettings,
    admission: &Arc<AdmissionControl>,
) -> io::Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig, Response = Response<BoxBody>, Error = Error> + 'static,
    S::InitError: std::fmt::Debug,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
{
    // The application handles signals itself.
    let mut server = Server::build()
        .disable_signals()
        .workers(settings.workers)
        .max_concurrent_connections(settings.max_connections.div_ceil(settings.workers).max(1))
        .shutdown_timeout(settings.shutdown_timeout.as_secs());
    let shutdown = server.graceful_shutdown_signal();
    let tls = tls.map(|mut tls| {
        let offered = ALPN_PROTOCOLS.into_iter().filter(|protocol| settings.http2 || *protocol != HTTP_2);
        tls.alpn_protocols = offered.map(<[u8]>::to_vec).collect();
        tls
    });
    for socket in sockets {
        let local = socket.local_addr()?;
        #[cfg(unix)]
        rustix::net::listen(&socket, BACKLOG)?;
        let (factory, shutdown, tls) = (factory.clone(), shutdown.clone(), tls.clone());
        let admission = Arc::clone(admission);
        let name = format!("cairn on {local}");
        let shutdown = move || {
            let shutdown = shutdown.clone();
            WakeGated::new(async move { shutdown.notified().await }.boxed_local())
        };
        server =
            match tls {
                None => server.listen(name, socket, move || {
                    // Resetting a keep-alive timer for each request would cost more than everything else for a short response.
                    // `IdleTimeoutStream` checks a few times per timeout instead.
                    let http = http1_builder(settings, local, shutdown.clone())
                        .keep_alive(KeepAlive::Os)
                        .on_connect_ext(move |io: &HeadRewriter<IdleTimeoutStream>, data: &mut Extensions| {
                            data.insert(io.get_ref().connection(local));
                        })
                        .finish(map_config(factory().into_factory().map_err(|error| error_response(&error)), |()| {
                            AppConfig::default()
                        }));
                    let admission = Arc::clone(&admission);
                    fn_service(move |stream: TcpStream| {
                        let peer = stream.peer_addr().ok();
                        ready(match admission.admit_connection(peer) {
                            Ok(permit) => {
                                let stream = IdleTimeoutStream::new(stream, &settings, settings.keep_alive, permit);
                                Ok((HeadRewriter::new(stream), Protocol::Http1, peer))
                            }
                            Err(too_many) => Err(DispatchError::Io(io::Error::other(too_many))),
                        })
                    })
                    .and_then(http)
                }),
                Some(tls) => server.listen(name, socket, move || {
                    let admission = Arc::clone(&admission);
                    fn_service(move |stream: TcpStream| {
                        let permit = admission.admit_connection(stream.peer_addr().ok());
                        let permit = permit.map_err(|too_many| AcceptError::Tls(io::Error::other(too_many)));
                        ready(permit.map(|permit| {
                            IdleTimeoutStream::new(stream, &settings, settings.inactivity_timeout(), permit)
                        }))
                    })
                    .and_then(Acceptor::new(tls.clone()))
                    .map_err(TlsError::into_service_error)
                    .and_then(tls_service(&factory, settings, local, shutdown.clone()).map_err(TlsError::Service))
                }),
            }?;
    }
    Ok(server.run())
}

/// Serves TLS connections in the protocol that was negotiated. All protocols share one application.
fn tls_service<F, I, S, P, W>(
    factory: &F,
    settings: ConnectionSettings,
    local: SocketAddr,
    shutdown: P,
) -> impl ServiceFactory<TlsStream<IdleTimeoutStream>, Config = (), Response = (), Error = DispatchError, InitError = ()>
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
        let (application, shutdown) = (Rc::clone(&application), shutdown.clone());
        async move {
            let service = application.new_service(AppConfig::default()).await;
            let service =
                Rc::new(service.map_err(|error| log::error!("the application cannot be started: {error:?}"))?);
            let shared = Rc::clone(&service);
            // The framework closes TLS connections with a closing message.
            let http1 = http1_builder(settings, local, shutdown.clone())
                .keep_alive(settings.keep_alive)
                .secure()
                .on_connect_ext(move |io: &HeadRewriter<TlsStream<IdleTimeoutStream>>, data: &mut Extensions| {
                    data.insert(io.get_ref().get_ref().0.connection(local));
                })
                .finish(
                    fn_factory(move || ready(Ok::<_, ()>(Rc::clone(&shared)))).map_err(|error| error_response(&error)),
                );
            let http1 = Rc::new(http1.new_service(()).await?);
            let dispatch = move |io: TlsStream<IdleTimeoutStream>| {
                let (stream, session) = io.get_ref();
                let (connection, peer) = (stream.connection(local), stream.stream().peer_addr().ok());
                if session.alpn_protocol() == Some(HTTP_2) {
                    let served = http2::serve(io, connection, Rc::clone(&service), settings, shutdown());
                    served.map(Ok).left_future()
                } else {
                    http1.call((HeadRewriter::new(io), Protocol::Http1, peer)).right_future()
                }
            };
            Ok::<_, ()>(IntoService::into_service(dispatch))
        }
    })
}

/// Returns the HTTP/1 settings that plain and TLS connections share.
fn http1_builder<T, S, F>(
    settings: ConnectionSettings,
    local: SocketAddr,
    shutdown: impl Fn() -> F + 'static,
) -> HttpServiceBuilder<T, S, ExpectHandler, UpgradeHandler>
where
    S: ServiceFactory<Request, Config = ()>,
    S::Error: Into<Response<BoxBody>> + 'static,
    S::InitError: std::fmt::Debug,
    <S::Service as Service<Request>>::Future: 'static,
    F: Future<Output = ()> + 'static,
{
    HttpServiceBuilder::default()
        .graceful_shutdown_signal(shutdown)
        .client_request_timeout(settings.head_timeout())
        .client_disconnect_timeout(LINGER_TIMEOUT)
        .local_addr(local)
}

/// Returns the response to an error that no handler has converted.
fn error_response(error: &Error) -> Response<BoxBody> {
    error.error_response().into()
}

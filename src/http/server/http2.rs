//! HTTP/2 on one connection, with a limit on everything that a client can make the server hold: streams, heads, buffered bytes
//! in both directions, and the time for taking a response.
//!
//! The framework's own HTTP/2 has no such limits. A request that its client cancels runs to its end and counts until then, so
//! that a client cannot start more work by cancelling requests.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use actix_http::error::PayloadError;
use actix_http::{HttpMessage, Payload, Request};
use actix_web::body::BoxBody;
use actix_web::dev::{Response, Service};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, Version};
use actix_web::web::Bytes;
use actix_web::{Error, rt};
use futures_util::stream::{self, Stream};
use h2::server::{Builder, SendResponse};
use h2::{Reason, RecvStream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use super::connection::ClientConnection;
use super::http2_response::send;
use super::settings::ConnectionSettings;

/// The maximum number of concurrent streams that the server announces.
const STREAMS_MAX: u32 = 100;

/// The maximum number of running requests of one connection, cancelled ones included.
const ACTIVE_REQUESTS_MAX: usize = 200;

/// The flow-control windows, in bytes: of the body of one request, and of all bodies of a connection.
const STREAM_WINDOW: u32 = 64 << 10;
const CONNECTION_WINDOW: u32 = 512 << 10;

/// The maximum number of bytes of a response that are buffered before they are sent.
const SEND_BUFFER: usize = 64 << 10;

/// The time for which the rest of an unread body is drained after the response.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);

/// The maximum size of a head in bytes, each header counted with 32 bytes more (RFC 9113, section 6.5.2). Admission
/// control rejects smaller heads.
const HEADER_LIST_MAX: u32 = 128 << 10;

/// Serves the requests of a connection until it ends.
pub(super) async fn serve<T, S>(
    io: T,
    connection: ClientConnection,
    service: Rc<S>,
    settings: ConnectionSettings,
    shutdown: impl Future<Output = ()>,
) where
    T: AsyncRead + AsyncWrite + Unpin,
    S: Service<Request, Response = Response<BoxBody>, Error = Error> + 'static,
    S::Future: 'static,
{
    let mut builder = Builder::new();
    builder
        .max_concurrent_streams(STREAMS_MAX)
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_header_list_size(HEADER_LIST_MAX)
        .max_send_buffer_size(SEND_BUFFER);
    let Ok(Ok(mut streams)) = timeout(settings.head_timeout(), builder.handshake::<T, Bytes>(io)).await else { return };
    let (mut shutdown, mut is_shutting_down) = (pin!(shutdown), false);
    let requests =
        RequestContext { connection, service, active_requests: Rc::default(), client_timeout: settings.client_timeout };
    loop {
        let next = poll_fn(|context| {
            if !is_shutting_down && shutdown.as_mut().poll(context).is_ready() {
                is_shutting_down = true;
                streams.graceful_shutdown();
            }
            streams.poll_accept(context)
        });
        match timeout(settings.keep_alive, next).await {
            Ok(Some(Ok((request, respond)))) => requests.spawn(request, respond),
            Ok(_) => return,
            Err(_) if requests.active_count() > 0 => {}
            // The client did not close the connection after GOAWAY.
            Err(_) if is_shutting_down => return,
            Err(_) => {
                is_shutting_down = true;
                streams.graceful_shutdown();
            }
        }
    }
}

/// The context of the requests of a connection.
struct RequestContext<S> {
    connection: ClientConnection,
    service: Rc<S>,
    /// Cloned by each running request.
    active_requests: Rc<()>,
    client_timeout: Duration,
}

impl<S> RequestContext<S>
where
    S: Service<Request, Response = Response<BoxBody>, Error = Error> + 'static,
    S::Future: 'static,
{
    fn active_count(&self) -> usize {
        Rc::strong_count(&self.active_requests) - 1
    }

    /// Runs a request in a task of its own.
    fn spawn(&self, request: http::Request<RecvStream>, mut respond: SendResponse<Bytes>) {
        if self.active_count() >= ACTIVE_REQUESTS_MAX {
            return respond.send_reset(Reason::REFUSED_STREAM);
        }
        let is_head = request.method() == http::Method::HEAD;
        let (parts, body) = request.into_parts();
        let body = Rc::new(RefCell::new(body));
        let Some(request) = convert_request(&parts, &body, &self.connection) else {
            return respond.send_reset(Reason::PROTOCOL_ERROR);
        };
        let active = Rc::clone(&self.active_requests);
        let response = self.service.call(request);
        let client_timeout = self.client_timeout;
        rt::spawn(async move {
            let response = response.await.unwrap_or_else(|error| error.error_response().into());
            // An error means that the client has gone or was too slow.
            if send(response, respond, is_head, client_timeout).await.is_ok() {
                drain_body(&body).await;
            }
            drop(active);
        });
    }
}

/// Converts a request to the type of the framework; returns `None` if the framework cannot represent it.
fn convert_request(
    parts: &http::request::Parts,
    body: &Rc<RefCell<RecvStream>>,
    connection: &ClientConnection,
) -> Option<Request> {
    let payload = if body.borrow().is_end_stream() {
        Payload::None
    } else {
        Payload::Stream { payload: Box::pin(body_stream(Rc::clone(body))) as Pin<Box<dyn Stream<Item = _>>> }
    };
    let mut request = Request::with_payload(payload);
    let head = request.head_mut();
    head.method = Method::from_bytes(parts.method.as_str().as_bytes()).ok()?;
    head.uri = parts.uri.to_string().parse().ok()?;
    head.version = Version::HTTP_2;
    head.peer_addr = connection.peer;
    for (name, value) in &parts.headers {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        head.headers.append(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    request.extensions_mut().insert(connection.clone());
    Some(request)
}

/// Reads and discards the rest of a request body after the response, for [`DRAIN_TIMEOUT`] and at most one window. Some clients
/// lose the response if the stream is reset while they send.
async fn drain_body(body: &RefCell<RecvStream>) {
    let mut taken = 0;
    let rest = poll_fn(|context| {
        while let Some(Ok(chunk)) = std::task::ready!(body.borrow_mut().poll_data(context)) {
            taken += chunk.len();
            if taken >= STREAM_WINDOW as usize {
                break;
            }
        }
        Poll::Ready(())
    });
    // After the timeout the stream is reset.
    let _ = timeout(DRAIN_TIMEOUT, rest).await;
}

/// The body of a request as a stream.
fn body_stream(body: Rc<RefCell<RecvStream>>) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    stream::poll_fn(move |context| {
        let mut body = body.borrow_mut();
        let chunk = std::task::ready!(body.poll_data(context)).map(|chunk| {
            let chunk = chunk?;
            body.flow_control().release_capacity(chunk.len())?;
            Ok(chunk)
        });
        Poll::Ready(chunk.map(|chunk| chunk.map_err(|error: h2::Error| PayloadError::Io(std::io::Error::other(error)))))
    })
}

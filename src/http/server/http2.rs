//! HTTP/2 on one connection, with a limit on everything that a client can make the server hold: streams, heads, buffered bytes in
//! both directions, and the time for taking a response.
//!
//! The framework's own HTTP/2 has no such limits. A request that its client cancels runs to its end and counts until then, so that
//! cancelling does not make room for the next request before the work is done.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime};

use actix_http::error::PayloadError;
use actix_http::{HttpMessage, Payload, Request};
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Response, Service};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, Version};
use actix_web::web::Bytes;
use actix_web::{Error, rt};
use futures_util::Stream;
use h2::server::{Builder, SendResponse};
use h2::{Reason, RecvStream, SendStream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use super::connection::ClientConnection;
use super::settings::ConnectionSettings;
use crate::http::wait_budget::WaitBudget;

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

/// The maximum size in bytes of a frame of a response.
const FRAME_MAX: usize = 16 << 10;

/// Headers of HTTP/1 only (RFC 9113, section 8.2.2), and headers that this module writes itself.
const CONNECTION_HEADERS: [&str; 7] =
    ["connection", "content-length", "date", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

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
    let active_requests = Rc::new(Cell::new(0));
    loop {
        let next = poll_fn(|context| {
            if !is_shutting_down && shutdown.as_mut().poll(context).is_ready() {
                is_shutting_down = true;
                streams.graceful_shutdown();
            }
            streams.poll_accept(context)
        });
        match timeout(settings.keep_alive, next).await {
            Ok(Some(Ok((request, respond)))) => {
                spawn_request(request, respond, &connection, &service, &active_requests, settings.client_timeout);
            }
            Ok(_) => return,
            Err(_) if active_requests.get() > 0 => {}
            // The client did not close the connection after GOAWAY.
            Err(_) if is_shutting_down => return,
            Err(_) => {
                is_shutting_down = true;
                streams.graceful_shutdown();
            }
        }
    }
}

/// Runs a request in a task of its own.
fn spawn_request<S>(
    request: http::Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    connection: &ClientConnection,
    service: &Rc<S>,
    active_requests: &Rc<Cell<usize>>,
    client_timeout: Duration,
) where
    S: Service<Request, Response = Response<BoxBody>, Error = Error> + 'static,
    S::Future: 'static,
{
    if active_requests.get() >= ACTIVE_REQUESTS_MAX {
        return respond.send_reset(Reason::REFUSED_STREAM);
    }
    let is_head = request.method() == http::Method::HEAD;
    let (parts, body) = request.into_parts();
    let body = Rc::new(RefCell::new(body));
    let Some(request) = convert_request(&parts, &body, connection) else {
        return respond.send_reset(Reason::PROTOCOL_ERROR);
    };
    let active_requests = RequestCountGuard::new(active_requests);
    let response = service.call(request);
    rt::spawn(async move {
        let _active = active_requests;
        let response = response.await.unwrap_or_else(|error| error.error_response().into());
        // An error means that the client has gone or was too slow.
        if send(response, respond, is_head, client_timeout).await.is_ok() {
            drain_body(&body).await;
        }
    });
}

/// Counts a running request until it is dropped.
struct RequestCountGuard(Rc<Cell<usize>>);

impl RequestCountGuard {
    fn new(count: &Rc<Cell<usize>>) -> Self {
        count.set(count.get() + 1);
        Self(Rc::clone(count))
    }
}

impl Drop for RequestCountGuard {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
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
        Payload::Stream { payload: Box::pin(RequestBody(Rc::clone(body))) as Pin<Box<dyn Stream<Item = _>>> }
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

/// Reads and discards the rest of a request body after the response, for [`DRAIN_TIMEOUT`] and at most one window. Some clients lose
/// the response if the stream is reset while they send.
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

/// The body of a request.
struct RequestBody(Rc<RefCell<RecvStream>>);

impl Stream for RequestBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut body = self.0.borrow_mut();
        let chunk = std::task::ready!(body.poll_data(context)).map(|chunk| {
            let chunk = chunk?;
            body.flow_control().release_capacity(chunk.len())?;
            Ok(chunk)
        });
        Poll::Ready(chunk.map(|chunk| chunk.map_err(|error: h2::Error| PayloadError::Io(std::io::Error::other(error)))))
    }
}

/// Sends a response as fast as the client takes it.
async fn send(
    response: Response<BoxBody>,
    mut respond: SendResponse<Bytes>,
    is_head: bool,
    client_timeout: Duration,
) -> Result<(), h2::Error> {
    let is_end_of_stream = is_head || response.body().size().is_eof();
    let mut stream = respond.send_response(response_head(&response), is_end_of_stream)?;
    if is_end_of_stream {
        return Ok(());
    }
    let body = response.into_body();
    let (mut body, mut sender) = (pin!(body), BudgetedSender(WaitBudget::new(client_timeout)));
    loop {
        let next = poll_fn(|context| match stream.poll_reset(context) {
            Poll::Ready(_) => Poll::Ready(BodyStep::Reset),
            Poll::Pending => body.as_mut().poll_next(context).map(|chunk| match chunk {
                Some(Ok(chunk)) => BodyStep::Chunk(chunk),
                Some(Err(_)) => BodyStep::Failed,
                None => BodyStep::End,
            }),
        });
        match next.await {
            BodyStep::Chunk(chunk) => {
                if !sender.send(&mut stream, chunk).await? {
                    return Ok(());
                }
            }
            BodyStep::End => return stream.send_data(Bytes::new(), true),
            BodyStep::Failed => {
                stream.send_reset(Reason::INTERNAL_ERROR);
                return Ok(());
            }
            BodyStep::Reset => return Ok(()),
        }
    }
}

/// The next step of sending a body.
enum BodyStep {
    Chunk(Bytes),
    End,
    Failed,
    /// The client reset the stream.
    Reset,
}

/// Sends chunks within the waiting budget of the client. Only the time spent waiting for the client counts.
struct BudgetedSender(WaitBudget);

impl BudgetedSender {
    /// Sends a chunk. Returns false if the client did not take it in time or reset the stream; the stream has ended then.
    async fn send(&mut self, stream: &mut SendStream<Bytes>, mut chunk: Bytes) -> Result<bool, h2::Error> {
        while !chunk.is_empty() {
            stream.reserve_capacity(chunk.len().min(FRAME_MAX));
            let begun = Instant::now();
            let capacity = timeout(self.0.remaining(), poll_fn(|context| stream.poll_capacity(context))).await;
            self.0.spend(begun.elapsed());
            let Ok(capacity) = capacity else {
                stream.send_reset(Reason::CANCEL);
                return Ok(false);
            };
            let Some(capacity) = capacity.transpose()? else { return Ok(false) };
            if capacity == 0 {
                continue;
            }
            let sent = chunk.split_to(chunk.len().min(capacity).min(FRAME_MAX));
            self.0.refill(u64::try_from(sent.len()).unwrap_or(0));
            stream.send_data(sent, false)?;
        }
        Ok(true)
    }
}

fn response_head(response: &Response<BoxBody>) -> http::Response<()> {
    let mut new = http::Response::new(());
    *new.status_mut() = http::StatusCode::from_u16(response.status().as_u16()).unwrap_or_default();
    let headers = new.headers_mut();
    let mut append = |name: &str, value: &[u8]| {
        let name = http::HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, http::HeaderValue::from_bytes(value)) {
            headers.append(name, value);
        }
    };
    for (name, value) in response.headers() {
        if !CONNECTION_HEADERS.contains(&name.as_str()) {
            append(name.as_str(), value.as_bytes());
        }
    }
    append("date", httpdate::fmt_http_date(SystemTime::now()).as_bytes());
    let has_length = !matches!(response.status().as_u16(), 100..=199 | 204 | 304);
    if let (BodySize::Sized(length), true) = (response.body().size(), has_length) {
        append("content-length", length.to_string().as_bytes());
    }
    new
}

//! HTTP/2 over one connection, with a bound for everything that a client can make the server hold: streams, heads, bytes on
//! their way in and out, and the time in which an answer is taken.
//!
//! The framework's own has no such bounds. A request that its client gives up is worked on to its end all the same, so that
//! giving up frees no place for the next one before the work is done.

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

use super::{Allowance, Connection, ConnectionSettings};

/// The most requests under way that a client is told it may have.
const STREAMS_MAX: u32 = 100;

/// The most requests that are worked on for one connection, with those that the client gave up.
const RUNNING_MAX: usize = 200;

/// The flow-control windows, in bytes: of the body of one request, and of all bodies of a connection.
const STREAM_WINDOW: u32 = 64 << 10;
const CONNECTION_WINDOW: u32 = 512 << 10;

/// The maximum number of bytes of an answer that are buffered before they are sent.
const SEND_BUFFER: usize = 64 << 10;

/// The time for which the rest of an unread body is drained after the answer.
const REST_TIME: Duration = Duration::from_secs(1);

/// The maximum size of a head in bytes, each header counted with 32 bytes more (RFC 9113, section 6.5.2). The gate refuses smaller ones.
const HEAD_MAX: u32 = 128 << 10;

/// The most bytes that one frame of an answer has.
const FRAME: usize = 16 << 10;

/// Headers that are of HTTP/1 only (RFC 9113, section 8.2.2), or are written here.
const OMITTED: [&str; 7] =
    ["connection", "content-length", "date", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/// Answers the requests of a connection until it is over.
pub(super) async fn serve<T, S>(
    io: T,
    connection: Connection,
    service: Rc<S>,
    settings: ConnectionSettings,
    stopping: impl Future<Output = ()>,
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
        .max_header_list_size(HEAD_MAX)
        .max_send_buffer_size(SEND_BUFFER);
    let Ok(Ok(mut streams)) = timeout(settings.head_time(), builder.handshake::<T, Bytes>(io)).await else { return };
    let (mut stopping, mut is_ending) = (pin!(stopping), false);
    let running = Rc::new(Cell::new(0));
    loop {
        let next = poll_fn(|context| {
            if !is_ending && stopping.as_mut().poll(context).is_ready() {
                is_ending = true;
                streams.graceful_shutdown();
            }
            streams.poll_accept(context)
        });
        match timeout(settings.keep_alive, next).await {
            Ok(Some(Ok((request, respond)))) => {
                begin(request, respond, &connection, &service, &running, settings.patience);
            }
            Ok(_) => return,
            Err(_) if running.get() > 0 => {}
            // Whoever does not answer to a goodbye is not waited for.
            Err(_) if is_ending => return,
            Err(_) => {
                is_ending = true;
                streams.graceful_shutdown();
            }
        }
    }
}

/// Has a request answered beside the others.
fn begin<S>(
    request: http::Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    connection: &Connection,
    service: &Rc<S>,
    running: &Rc<Cell<usize>>,
    patience: Duration,
) where
    S: Service<Request, Response = Response<BoxBody>, Error = Error> + 'static,
    S::Future: 'static,
{
    if running.get() >= RUNNING_MAX {
        return respond.send_reset(Reason::REFUSED_STREAM);
    }
    let is_head = request.method() == http::Method::HEAD;
    let (parts, body) = request.into_parts();
    let body = Rc::new(RefCell::new(body));
    let Some(request) = read(&parts, &body, connection) else { return respond.send_reset(Reason::PROTOCOL_ERROR) };
    let running = Running::begin(running);
    let answering = service.call(request);
    rt::spawn(async move {
        let _running = running;
        let response = answering.await.unwrap_or_else(|error| error.error_response().into());
        // The client has gone, or is not waited for any longer.
        if send(response, respond, is_head, patience).await.is_ok() {
            take_rest(&body).await;
        }
    });
}

/// One of the requests that are worked on.
struct Running(Rc<Cell<usize>>);

impl Running {
    fn begin(count: &Rc<Cell<usize>>) -> Self {
        count.set(count.get() + 1);
        Self(Rc::clone(count))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

/// The request as the framework has it; none if it cannot have it.
fn read(parts: &http::request::Parts, body: &Rc<RefCell<RecvStream>>, connection: &Connection) -> Option<Request> {
    let payload = if body.borrow().is_end_stream() {
        Payload::None
    } else {
        Payload::Stream { payload: Box::pin(Incoming(Rc::clone(body))) as Pin<Box<dyn Stream<Item = _>>> }
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

/// Takes what still comes of the body of a request that was answered, for a moment and within its window: some clients lose
/// the answer if the stream is reset while they send.
async fn take_rest(body: &RefCell<RecvStream>) {
    let mut taken = 0;
    let rest = poll_fn(|context| {
        while let Some(Ok(piece)) = std::task::ready!(body.borrow_mut().poll_data(context)) {
            taken += piece.len();
            if taken >= STREAM_WINDOW as usize {
                break;
            }
        }
        Poll::Ready(())
    });
    // Whoever does not come to an end in time is told so.
    let _ = timeout(REST_TIME, rest).await;
}

/// The body of a request.
struct Incoming(Rc<RefCell<RecvStream>>);

impl Stream for Incoming {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut body = self.0.borrow_mut();
        let piece = std::task::ready!(body.poll_data(context)).map(|piece| {
            let piece = piece?;
            body.flow_control().release_capacity(piece.len())?;
            Ok(piece)
        });
        Poll::Ready(piece.map(|piece| piece.map_err(|error: h2::Error| PayloadError::Io(std::io::Error::other(error)))))
    }
}

/// Sends an answer as fast as the client takes it, and no slower than it has to.
async fn send(
    response: Response<BoxBody>,
    mut respond: SendResponse<Bytes>,
    is_head: bool,
    patience: Duration,
) -> Result<(), h2::Error> {
    let is_over = is_head || response.body().size().is_eof();
    let mut stream = respond.send_response(head_of(&response), is_over)?;
    if is_over {
        return Ok(());
    }
    let body = response.into_body();
    let (mut body, mut pace) = (pin!(body), Pace(Allowance::new(patience)));
    loop {
        let next = poll_fn(|context| match stream.poll_reset(context) {
            Poll::Ready(_) => Poll::Ready(Next::Left),
            Poll::Pending => body.as_mut().poll_next(context).map(|piece| match piece {
                Some(Ok(piece)) => Next::Piece(piece),
                Some(Err(_)) => Next::Broken,
                None => Next::End,
            }),
        });
        match next.await {
            Next::Piece(piece) => {
                if !pace.send(&mut stream, piece).await? {
                    return Ok(());
                }
            }
            Next::End => return stream.send_data(Bytes::new(), true),
            Next::Broken => {
                stream.send_reset(Reason::INTERNAL_ERROR);
                return Ok(());
            }
            Next::Left => return Ok(()),
        }
    }
}

/// The next step of sending a body.
enum Next {
    Piece(Bytes),
    End,
    Broken,
    /// The client does not want it any more.
    Left,
}

/// The pace at which a client takes an answer. Only the time spent waiting for it counts.
struct Pace(Allowance);

impl Pace {
    /// Sends a piece. Returns false if the client does not take it, or not in time; the stream is over then.
    async fn send(&mut self, stream: &mut SendStream<Bytes>, mut piece: Bytes) -> Result<bool, h2::Error> {
        while !piece.is_empty() {
            stream.reserve_capacity(piece.len().min(FRAME));
            let begun = Instant::now();
            let capacity = timeout(self.0.left(), poll_fn(|context| stream.poll_capacity(context))).await;
            self.0.spend(begun.elapsed());
            let Ok(capacity) = capacity else {
                stream.send_reset(Reason::CANCEL);
                return Ok(false);
            };
            let Some(capacity) = capacity.transpose()? else { return Ok(false) };
            if capacity == 0 {
                continue;
            }
            let sent = piece.split_to(piece.len().min(capacity).min(FRAME));
            self.0.earn(u64::try_from(sent.len()).unwrap_or(0));
            stream.send_data(sent, false)?;
        }
        Ok(true)
    }
}

fn head_of(response: &Response<BoxBody>) -> http::Response<()> {
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
        if !OMITTED.contains(&name.as_str()) {
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

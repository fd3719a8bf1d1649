//! Sending of HTTP/2 responses, as fast as the client takes them and within its waiting budget.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Response;
use actix_web::web::Bytes;
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use tokio::time::timeout;

use crate::http::wait_budget::WaitBudget;

/// The maximum size in bytes of a frame of a response.
const FRAME_MAX: usize = 16 << 10;

/// Headers of HTTP/1 only (RFC 9113, section 8.2.2), and headers that this module writes itself.
const CONNECTION_HEADERS: [&str; 7] =
    ["connection", "content-length", "date", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/// Sends a response as fast as the client takes it.
pub(super) async fn send(
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

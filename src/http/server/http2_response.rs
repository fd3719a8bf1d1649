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
    let (mut body, mut budget) = (pin!(body), WaitBudget::new(client_timeout));
    loop {
        let next = poll_fn(|context| match stream.poll_reset(context) {
            Poll::Ready(_) => Poll::Ready(None),
            Poll::Pending => body.as_mut().poll_next(context).map(Some),
        });
        match next.await {
            Some(Some(Ok(chunk))) => {
                if !send_chunk(&mut stream, chunk, &mut budget).await? {
                    return Ok(());
                }
            }
            Some(Some(Err(_))) => {
                stream.send_reset(Reason::INTERNAL_ERROR);
                return Ok(());
            }
            Some(None) => return stream.send_data(Bytes::new(), true),
            // The client reset the stream.
            None => return Ok(()),
        }
    }
}

/// Sends a chunk. Returns false if the client did not take it within its budget or reset the stream; the stream has ended then.
/// Only the time spent waiting for the client counts.
async fn send_chunk(
    stream: &mut SendStream<Bytes>,
    mut chunk: Bytes,
    budget: &mut WaitBudget,
) -> Result<bool, h2::Error> {
    while !chunk.is_empty() {
        stream.reserve_capacity(chunk.len().min(FRAME_MAX));
        let begun = Instant::now();
        let capacity = timeout(budget.remaining, poll_fn(|context| stream.poll_capacity(context))).await;
        budget.spend(begun.elapsed());
        let Ok(capacity) = capacity else {
            stream.send_reset(Reason::CANCEL);
            return Ok(false);
        };
        let Some(capacity) = capacity.transpose()? else { return Ok(false) };
        if capacity == 0 {
            continue;
        }
        let sent = chunk.split_to(chunk.len().min(capacity).min(FRAME_MAX));
        budget.refill(u64::try_from(sent.len()).unwrap_or(0));
        stream.send_data(sent, false)?;
    }
    Ok(true)
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

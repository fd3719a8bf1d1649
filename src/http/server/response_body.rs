//! The body of a response on its way to the client: split into small chunks, so that the framework copies no more of it than
//! the client takes, and holding the guards of its request until it is sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Response;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web::Bytes;

use super::connection::{ClientConnection, InFlightGuard};
use crate::http::admission::Permit;

/// The maximum size of a chunk in bytes. The framework copies chunks until it has buffered this much, then waits for the
/// client.
const CHUNK_MAX: usize = 32 << 10;

pub(in crate::http) struct ResponseBody {
    body: BoxBody,
    /// The rest of the last chunk.
    rest: Bytes,
    /// The connection of an endless response, which ends when the client closes its side.
    client: Option<ClientConnection>,
    _permit: Option<Permit>,
    _in_flight: Option<InFlightGuard>,
}

impl ResponseBody {
    /// Splits the body of a cached response, without guards. A body of at most two chunks is left as it is.
    pub(in crate::http) fn split_large(response: Response<BoxBody>) -> Response<BoxBody> {
        match response.body().size() {
            BodySize::Sized(bytes) if bytes > 2 * CHUNK_MAX as u64 => Self::wrap(response, None, None, None),
            _ => response,
        }
    }

    /// Lets the body hold the guards of its request until it is dropped.
    pub(in crate::http) fn with_guards(
        response: Response<BoxBody>,
        connection: Option<&ClientConnection>,
        mut permit: Option<Permit>,
        in_flight: Option<InFlightGuard>,
    ) -> Response<BoxBody> {
        if matches!(response.body().size(), BodySize::None | BodySize::Sized(0)) {
            return response;
        }
        let mut client = None;
        if is_event_stream(response.headers()) {
            // An event stream is open for hours and idle most of the time. The number of streams has its own limit.
            permit = None;
            client = connection.cloned();
        }
        Self::wrap(response, client, permit, in_flight)
    }

    fn wrap(
        response: Response<BoxBody>,
        client: Option<ClientConnection>,
        permit: Option<Permit>,
        in_flight: Option<InFlightGuard>,
    ) -> Response<BoxBody> {
        response.map_body(|_, body| {
            BoxBody::new(Self { body, rest: Bytes::new(), client, _permit: permit, _in_flight: in_flight })
        })
    }
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/event-stream"))
}

impl MessageBody for ResponseBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        if this.client.as_ref().is_some_and(|client| client.activity.is_closed_by_client.get()) {
            return Poll::Ready(None);
        }
        if this.rest.is_empty() {
            match Pin::new(&mut this.body).poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => this.rest = chunk,
                other => return other,
            }
        }
        let length = this.rest.len().min(CHUNK_MAX);
        Poll::Ready(Some(Ok(this.rest.split_to(length))))
    }
}

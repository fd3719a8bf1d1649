//! The body of an answer on its way to the client: given out in small pieces, so that no more of it is copied than the
//! client takes, and with what its request holds until it is gone.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Response;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web::Bytes;

use super::connections::{Connection, UnderWay};
use super::gate::Place;

/// The most bytes of one piece. The framework copies pieces until it has as many bytes, and then waits for the client.
const PIECE_MAX: usize = 32 << 10;

/// A body in pieces.
pub(super) struct PacedBody {
    body: BoxBody,
    /// The rest of the last piece.
    rest: Bytes,
    /// The connection whose client ends the answer by leaving.
    ends_with: Option<Connection>,
    _held: Held,
}

/// The permits that a request holds.
#[derive(Default)]
pub(super) struct Held {
    pub(super) place: Option<Place>,
    _under_way: Option<UnderWay>,
}

impl Held {
    pub(super) fn new(place: Option<Place>, under_way: Option<UnderWay>) -> Self {
        Self { place, _under_way: under_way }
    }
}

impl PacedBody {
    /// Paces the body of an answer that is kept, and holds nothing for it. One that fits into a piece or two is left alone.
    pub(super) fn pace(response: Response<BoxBody>) -> Response<BoxBody> {
        match response.body().size() {
            BodySize::Sized(bytes) if bytes > 2 * PIECE_MAX as u64 => Self::wrap(response, None, Held::default()),
            _ => response,
        }
    }

    /// Has the body of an answer hold that until it is gone.
    pub(super) fn hold(
        response: Response<BoxBody>,
        connection: Option<&Connection>,
        mut held: Held,
    ) -> Response<BoxBody> {
        if matches!(response.body().size(), BodySize::None | BodySize::Sized(0)) {
            return response;
        }
        let mut ends_with = None;
        if is_event_stream(response.headers()) {
            // It lasts for hours and does nothing most of the time. How many there are is bounded elsewhere.
            held.place = None;
            ends_with = connection.cloned();
        }
        Self::wrap(response, ends_with, held)
    }

    fn wrap(response: Response<BoxBody>, ends_with: Option<Connection>, held: Held) -> Response<BoxBody> {
        response.map_body(|_, body| BoxBody::new(Self { body, rest: Bytes::new(), ends_with, _held: held }))
    }
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/event-stream"))
}

impl MessageBody for PacedBody {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        if this.ends_with.as_ref().is_some_and(Connection::is_left) {
            return Poll::Ready(None);
        }
        if this.rest.is_empty() {
            match Pin::new(&mut this.body).poll_next(context) {
                Poll::Ready(Some(Ok(piece))) => this.rest = piece,
                other => return other,
            }
        }
        let length = this.rest.len().min(PIECE_MAX);
        Poll::Ready(Some(Ok(this.rest.split_to(length))))
    }
}

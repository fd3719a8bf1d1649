//! Answers that are too long to be held: sent in pieces as they are made, each coded on its way.

use actix_web::error::BlockingError;
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use futures_util::stream::unfold;

use super::encoding::{Coder, Coding};
use super::finished::is_named;
use super::representation::check_accept;
use super::surrogates::surrogate_headers;
use super::{Freshness, Lifetimes, Problem, RequestId};

/// One piece after the other.
pub trait Pieces: 'static {
    /// The next piece; none after the last. An error ends the answer so that the client sees it broken off.
    fn next(&mut self) -> impl Future<Output = Result<Option<String>, Problem>>;
}

/// An answer in pieces, before it is fitted to a request.
#[derive(Debug)]
pub struct Streamed<P> {
    /// What it is made of.
    pub pieces: P,
    /// Its media type.
    pub content_type: &'static str,
    /// What tells it from earlier answers. A weak validator is made of it, for the pieces may be cut elsewhere and the
    /// last of them newer.
    pub tag: String,
    /// How long caches may keep it.
    pub freshness: Freshness,
}

impl<P: Pieces> Streamed<P> {
    /// The answer to `request`: the pieces in the coding it wants, or 304 if it has them.
    pub fn respond(self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        check_accept(request, self.content_type)?;
        let coding = Coding::wanted(request);
        let tag = format!("\"{}\"", self.tag);
        let is_known = is_named(request.headers(), &tag);
        let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        let etag = HeaderValue::try_from(format!("W/{tag}")).map_err(Problem::internal)?;
        response.insert_header((ETAG, etag)).insert_header((VARY, "Accept-Encoding"));
        response.insert_header((CACHE_CONTROL, Lifetimes::of(request).cache_control(self.freshness)));
        for header in surrogate_headers(None, b"") {
            response.insert_header(header);
        }
        if is_known {
            return Ok(response.finish());
        }
        send(request, response, self.pieces, self.content_type, coding)
    }
}

/// The answer to `request` in pieces that are for whoever asked alone, and that no cache may keep.
pub fn stream_privately(
    request: &HttpRequest,
    pieces: impl Pieces,
    content_type: &'static str,
) -> Result<HttpResponse, Problem> {
    check_accept(request, content_type)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((VARY, "Accept-Encoding")).insert_header((CACHE_CONTROL, "no-store"));
    send(request, response, pieces, content_type, Coding::wanted(request))
}

fn send(
    request: &HttpRequest,
    mut response: HttpResponseBuilder,
    pieces: impl Pieces,
    content_type: &'static str,
    coding: Coding,
) -> Result<HttpResponse, Problem> {
    response.insert_header((CONTENT_TYPE, content_type)).insert_header(("x-content-type-options", "nosniff"));
    if let Some(name) = coding.name() {
        response.insert_header((CONTENT_ENCODING, name));
    }
    if request.method() == Method::HEAD {
        // How long it would be is not known.
        return Ok(response.body(actix_web::body::None::new()));
    }
    let id = request.extensions().get::<RequestId>().cloned();
    let sending = Sending { pieces, coder: Some(coding.coder().map_err(Problem::internal)?), id };
    Ok(response.streaming(unfold(sending, |mut sending| async move {
        let piece = sending.next().await.transpose()?;
        if let Err(problem) = &piece {
            let id = sending.id.as_ref().map_or("-", RequestId::as_str);
            log::error!(requestId = id; "an answer was broken off: {problem} request_id={id}");
        }
        Some((piece, sending))
    })))
}

struct Sending<P> {
    pieces: P,
    /// None once all is sent.
    coder: Option<Coder>,
    /// Of the request that is answered.
    id: Option<RequestId>,
}

impl<P: Pieces> Sending<P> {
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let Some(mut coder) = self.coder.take() else { return Ok(None) };
            let Some(piece) = self.pieces.next().await? else {
                return Ok(Some(coder.finish().map_err(Problem::internal)?));
            };
            // Coding a piece takes milliseconds, which the requests of others should not wait for.
            let work = web::block(move || coder.push(piece.as_bytes()).map(|bytes| (bytes, coder))).await;
            let (bytes, again) =
                work.map_err(|error: BlockingError| Problem::internal(error))?.map_err(Problem::internal)?;
            self.coder = Some(again);
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
    }
}

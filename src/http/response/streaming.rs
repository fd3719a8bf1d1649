//! Streaming responses: chunks are encoded and sent as they are made.

use actix_web::error::BlockingError;
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use futures_util::stream::unfold;

use super::encoded::etag_matches;
use super::encoding::{Coding, StreamEncoder};
use super::freshness::{CacheControlPolicy, Freshness};
use super::representation::check_accept;
use super::surrogates::surrogate_headers;
use crate::http::problem::Problem;
use crate::http::request::id::RequestId;

/// A source of chunks.
pub trait ChunkSource: 'static {
    /// Returns the next chunk, or `None` after the last. An error aborts the response, which the client can detect.
    fn next(&mut self) -> impl Future<Output = Result<Option<String>, Problem>>;
}

/// A streaming response before content negotiation.
#[derive(Debug)]
pub struct StreamingResponse<P> {
    /// The source of the body.
    pub chunks: P,
    /// Its media type.
    pub content_type: &'static str,
    /// The version of the content. It becomes a weak validator, because the chunk boundaries may differ and the last chunks may
    /// be newer.
    pub tag: String,
    /// The lifetime in caches.
    pub freshness: Freshness,
}

impl<P: ChunkSource> StreamingResponse<P> {
    /// Returns the response to `request` in the negotiated coding, or 304.
    pub fn respond(self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        check_accept(request, self.content_type)?;
        let coding = Coding::negotiate(request);
        let tag = format!("\"{}\"", self.tag);
        let is_not_modified = etag_matches(request.headers(), &tag);
        let mut response = if is_not_modified { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        let etag = HeaderValue::try_from(format!("W/{tag}")).map_err(Problem::internal)?;
        response.insert_header((ETAG, etag)).insert_header((VARY, "Accept-Encoding"));
        response.insert_header((CACHE_CONTROL, CacheControlPolicy::of(request).cache_control(self.freshness)));
        for header in surrogate_headers(None, b"") {
            response.insert_header(header);
        }
        if is_not_modified {
            return Ok(response.finish());
        }
        stream_response(request, response, self.chunks, self.content_type, coding)
    }
}

/// Returns a streaming response that no cache may store.
pub fn stream_uncached(
    request: &HttpRequest,
    chunks: impl ChunkSource,
    content_type: &'static str,
) -> Result<HttpResponse, Problem> {
    check_accept(request, content_type)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((VARY, "Accept-Encoding")).insert_header((CACHE_CONTROL, "no-store"));
    stream_response(request, response, chunks, content_type, Coding::negotiate(request))
}

fn stream_response(
    request: &HttpRequest,
    mut response: HttpResponseBuilder,
    chunks: impl ChunkSource,
    content_type: &'static str,
    coding: Coding,
) -> Result<HttpResponse, Problem> {
    response.insert_header((CONTENT_TYPE, content_type)).insert_header(("x-content-type-options", "nosniff"));
    if let Some(name) = coding.name() {
        response.insert_header((CONTENT_ENCODING, name));
    }
    if request.method() == Method::HEAD {
        // The length is not known.
        return Ok(response.body(actix_web::body::None::new()));
    }
    let id = request.extensions().get::<RequestId>().cloned();
    let encoder = Some(coding.stream_encoder().map_err(Problem::internal)?);
    Ok(response.streaming(unfold((chunks, encoder, id), |(mut chunks, mut encoder, id)| async move {
        let chunk = next_encoded(&mut chunks, &mut encoder).await.transpose()?;
        if let Err(problem) = &chunk {
            let id = id.as_ref().map_or("-", RequestId::as_str);
            log::error!(requestId = id; "a streaming response was aborted: {problem} request_id={id}");
        }
        Some((chunk, (chunks, encoder, id)))
    })))
}

/// Returns the next encoded bytes, or `None` after the last. `encoder` is `None` once everything was sent.
async fn next_encoded(
    chunks: &mut impl ChunkSource,
    encoder: &mut Option<StreamEncoder>,
) -> Result<Option<Bytes>, Problem> {
    loop {
        let Some(mut current) = encoder.take() else { return Ok(None) };
        let Some(chunk) = chunks.next().await? else {
            return Ok(Some(current.finish().map_err(Problem::internal)?));
        };
        // Encoding a chunk takes milliseconds, too long to block the worker.
        let work = web::block(move || current.push(chunk.as_bytes()).map(|bytes| (bytes, current))).await;
        let (bytes, again) =
            work.map_err(|error: BlockingError| Problem::internal(error))?.map_err(Problem::internal)?;
        *encoder = Some(again);
        if !bytes.is_empty() {
            return Ok(Some(bytes));
        }
    }
}

//! An HTTP/1 stream that rewrites request heads before the framework parses them: it masks upgrades, and replaces a head that
//! the framework could not parse by a short one that admission control rejects with the right status.
//!
//! Heads of common GET requests are checked in the read buffer and passed on without a copy.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::rt::time::{Sleep, sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::LINGER_TIMEOUT;
use super::http1_framing::{
    BodyFraming, ChunkScanner, HeadTooLarge, PARSER_HEAD_MAX, PARSER_TARGET_MAX, find_head_end, is_simple_read,
    request_line, sanitize_head,
};
use crate::http::admission::{HEADERS_MAX, TARGET_MAX};

/// The headers that the response to a rejected head depends on. The other headers of a replaced head are left out.
const FORWARDED_HEADERS: [&[u8]; 3] = [b"host", b"origin", b"x-request-id"];

/// The maximum length in bytes of such a header line.
const FORWARDED_LINE_MAX: usize = 512;

pub(super) struct HeadRewriter<T> {
    io: T,
    state: ReadState,
    /// The bytes that were read and not passed on yet.
    buffered: Vec<u8>,
    /// The number of bytes at the start of `buffered` that can be passed on.
    ready: usize,
    /// The number of bytes after those that were searched for the end of a head.
    searched: usize,
    linger: Option<Pin<Box<Sleep>>>,
}

/// The kind of the next bytes.
enum ReadState {
    Head,
    Body(u64),
    Chunked(ChunkScanner),
    /// Bytes of unknown framing, which the framework handles.
    Unknown,
    /// The rest of a rejected head, which is discarded.
    Rejected,
}

impl<T> HeadRewriter<T> {
    pub(super) fn new(io: T) -> Self {
        Self { io, state: ReadState::Head, buffered: Vec::new(), ready: 0, searched: 0, linger: None }
    }

    pub(super) fn get_ref(&self) -> &T {
        &self.io
    }

    /// Returns true if bytes that were just read can be passed on without a copy.
    fn is_passed_through(&mut self, bytes: &[u8]) -> bool {
        if !self.buffered.is_empty() {
            return false;
        }
        match &mut self.state {
            ReadState::Head => is_simple_read(bytes),
            ReadState::Unknown => true,
            ReadState::Body(left) => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let is_of_body = length < *left;
                if is_of_body {
                    *left -= length;
                }
                is_of_body
            }
            ReadState::Chunked(_) | ReadState::Rejected => false,
        }
    }

    /// Advances `ready` over the buffered bytes that can be passed on.
    fn scan_buffered(&mut self) {
        while let Some(rest) = self.buffered.get_mut(self.ready..).filter(|rest| !rest.is_empty()) {
            match &mut self.state {
                ReadState::Head => {
                    let end = find_head_end(rest, self.searched);
                    let Some(head) = end.and_then(|end| rest.get_mut(..end)) else {
                        self.searched = rest.len();
                        if rest.len() > PARSER_HEAD_MAX {
                            let is_target = request_line(rest).1.len() > PARSER_TARGET_MAX;
                            self.replace_head(if is_target { HeadTooLarge::Target } else { HeadTooLarge::Headers });
                        }
                        return;
                    };
                    self.searched = 0;
                    match sanitize_head(head) {
                        Ok(framing) => {
                            self.ready += head.len();
                            self.state = match framing {
                                BodyFraming::None => ReadState::Head,
                                BodyFraming::Length(length) => ReadState::Body(length),
                                BodyFraming::Chunked => ReadState::Chunked(ChunkScanner::default()),
                                BodyFraming::Unknown => ReadState::Unknown,
                            };
                        }
                        Err(too_large) => return self.replace_head(too_large),
                    }
                }
                ReadState::Body(left) => {
                    let step = usize::try_from(*left).unwrap_or(usize::MAX).min(rest.len());
                    self.ready += step;
                    *left -= u64::try_from(step).unwrap_or(0);
                    if *left == 0 {
                        self.state = ReadState::Head;
                    }
                }
                ReadState::Chunked(scanner) => {
                    self.ready += scanner.scan(rest);
                    match scanner {
                        ChunkScanner::End => self.state = ReadState::Head,
                        ChunkScanner::Unknown => self.state = ReadState::Unknown,
                        _ => {}
                    }
                }
                ReadState::Unknown => self.ready = self.buffered.len(),
                ReadState::Rejected => return self.buffered.truncate(self.ready),
            }
        }
    }

    /// Replaces a head that is too large by one that admission control rejects; the connection ends with that response.
    fn replace_head(&mut self, too_large: HeadTooLarge) {
        let head = self.buffered.split_off(self.ready);
        let (method, target) = request_line(&head);
        let is_valid_method = !method.is_empty() && method.len() < 20 && method.iter().all(u8::is_ascii_alphabetic);
        let method = if is_valid_method { method } else { b"GET" };
        // A truncated target could be another valid target, which would be served.
        let long_target = format!("/{}", "y".repeat(TARGET_MAX));
        let is_long = too_large == HeadTooLarge::Target || target.len() > TARGET_MAX;
        let target = if is_long { long_target.as_bytes() } else { target };
        let mut new = [method, b" ", if target.is_empty() { b"/" } else { target }, b" HTTP/1.1\r\n"].concat();
        let name_of = |line: &[u8]| line.split(|byte| *byte == b':').next().unwrap_or_default().to_ascii_lowercase();
        let mut forwarded: Vec<Vec<u8>> = Vec::new();
        // The last line may be incomplete.
        let lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').collect();
        for line in lines.iter().take(lines.len().saturating_sub(1)).skip(1).map(|line| line.trim_ascii_end()) {
            let name = name_of(line);
            if line.len() <= FORWARDED_LINE_MAX
                && FORWARDED_HEADERS.contains(&name.as_slice())
                && !forwarded.contains(&name)
            {
                new.extend_from_slice(line);
                new.extend_from_slice(b"\r\n");
                forwarded.push(name);
            }
        }
        if !forwarded.iter().any(|name| name == b"host") {
            new.extend_from_slice(b"host: unknown\r\n");
        }
        if too_large == HeadTooLarge::Headers {
            new.extend_from_slice(b"x-too-large: ");
            new.resize(new.len() + HEADERS_MAX, b'x');
            new.extend_from_slice(b"\r\n");
        }
        new.extend_from_slice(b"connection: close\r\n\r\n");
        self.buffered.append(&mut new);
        self.ready = self.buffered.len();
        self.state = ReadState::Rejected;
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for HeadRewriter<T> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.ready > 0 {
                let step = this.ready.min(buffer.remaining());
                buffer.put_slice(this.buffered.get(..step).unwrap_or_default());
                this.buffered.drain(..step);
                this.ready -= step;
                if this.buffered.is_empty() {
                    // Frees the memory of an idle connection.
                    this.buffered = Vec::new();
                }
                return Poll::Ready(Ok(()));
            }
            let before = buffer.filled().len();
            ready!(Pin::new(&mut this.io).poll_read(context, buffer))?;
            let new = buffer.filled().get(before..).unwrap_or_default();
            if new.is_empty() {
                // The buffered head stays incomplete; the framework handles that.
                this.ready = this.buffered.len();
                if this.ready == 0 {
                    return Poll::Ready(Ok(()));
                }
                continue;
            }
            if this.is_passed_through(new) {
                return Poll::Ready(Ok(()));
            }
            this.buffered.extend_from_slice(new);
            buffer.set_filled(before);
            this.scan_buffered();
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for HeadRewriter<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().io).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(context)
    }

    /// After a rejected head, reads and discards the bytes of the client for [`LINGER_TIMEOUT`]. If the connection was closed
    /// at once, the client could lose the response (RFC 9112, section 9.6).
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.io).poll_shutdown(context))?;
        if !matches!(this.state, ReadState::Rejected) {
            return Poll::Ready(Ok(()));
        }
        let linger = this.linger.get_or_insert_with(|| Box::pin(sleep(LINGER_TIMEOUT)));
        if linger.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let mut bytes = [0; 8 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut bytes);
            let read = ready!(Pin::new(&mut this.io).poll_read(context, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

#[cfg(test)]
mod tests;

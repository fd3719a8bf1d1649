//! A connection of HTTP/1 whose heads are put right before the framework reads them: wishes for another protocol are taken
//! out, and a head that it could not read is replaced by a short one that the gate refuses with the right status.
//!
//! Heads of common requests for reading are looked at where they lie and passed on.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::rt::time::{Sleep, sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::framing::{After, Chunks, Excess, HEAD_READ_MAX, TARGET_READ_MAX, end_of_head, is_plain};
use super::framing::{read_head, request_line};
use super::serving::FAREWELL;
use crate::http::gate::{HEADERS_MAX, TARGET_MAX};

/// The headers that a refusal depends on; the others of a head that is replaced are left out.
const KEPT: [&[u8]; 3] = [b"host", b"origin", b"x-request-id"];

/// The longest line of those that is kept.
const KEPT_LINE_MAX: usize = 512;

/// The connection.
pub(super) struct Heads<T> {
    io: T,
    state: State,
    /// The bytes that were read and not passed on.
    held: Vec<u8>,
    /// The number of bytes at the start of `held` that can be passed on.
    ready: usize,
    /// The number of bytes after those that were searched for the end of a head.
    searched: usize,
    farewell: Option<Pin<Box<Sleep>>>,
}

/// The kind of bytes that come next.
enum State {
    Head,
    Length(u64),
    Chunks(Chunks),
    /// Whatever the framework makes of them.
    Unknown,
    /// The rest of a refused head; it is discarded.
    Refused,
}

impl<T> Heads<T> {
    pub(super) fn new(io: T) -> Self {
        Self { io, state: State::Head, held: Vec::new(), ready: 0, searched: 0, farewell: None }
    }

    pub(super) fn get_ref(&self) -> &T {
        &self.io
    }

    /// Returns true if bytes that were just read can be passed on without a copy.
    fn passes(&mut self, bytes: &[u8]) -> bool {
        if !self.held.is_empty() {
            return false;
        }
        match &mut self.state {
            State::Head => is_plain(bytes),
            State::Unknown => true,
            State::Length(left) => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let is_of_body = length < *left;
                if is_of_body {
                    *left -= length;
                }
                is_of_body
            }
            State::Chunks(_) | State::Refused => false,
        }
    }

    /// Finds out how much of what is held can be passed on.
    fn frame(&mut self) {
        while let Some(rest) = self.held.get_mut(self.ready..).filter(|rest| !rest.is_empty()) {
            match &mut self.state {
                State::Head => {
                    let end = end_of_head(rest, self.searched);
                    let Some(head) = end.and_then(|end| rest.get_mut(..end)) else {
                        self.searched = rest.len();
                        if rest.len() > HEAD_READ_MAX {
                            let is_target = request_line(rest).1.len() > TARGET_READ_MAX;
                            self.refuse(if is_target { Excess::Target } else { Excess::Headers });
                        }
                        return;
                    };
                    self.searched = 0;
                    match read_head(head) {
                        Ok(after) => {
                            self.ready += head.len();
                            self.state = match after {
                                After::Head => State::Head,
                                After::Length(length) => State::Length(length),
                                After::Chunks => State::Chunks(Chunks::default()),
                                After::Unknown => State::Unknown,
                            };
                        }
                        Err(excess) => return self.refuse(excess),
                    }
                }
                State::Length(left) => {
                    let step = usize::try_from(*left).unwrap_or(usize::MAX).min(rest.len());
                    self.ready += step;
                    *left -= u64::try_from(step).unwrap_or(0);
                    if *left == 0 {
                        self.state = State::Head;
                    }
                }
                State::Chunks(chunks) => {
                    self.ready += chunks.pass(rest);
                    match chunks {
                        Chunks::Over => self.state = State::Head,
                        Chunks::Unknown => self.state = State::Unknown,
                        _ => {}
                    }
                }
                State::Unknown => self.ready = self.held.len(),
                State::Refused => return self.held.truncate(self.ready),
            }
        }
    }

    /// Puts a head in the place of one that is too large: the gate refuses it, and the connection ends with that.
    fn refuse(&mut self, excess: Excess) {
        let head = self.held.split_off(self.ready);
        let (method, target) = request_line(&head);
        let is_word = !method.is_empty() && method.len() < 20 && method.iter().all(u8::is_ascii_alphabetic);
        let method = if is_word { method } else { b"GET" };
        // Nothing of a target that is too long: its beginning may be another target, which would be answered.
        let long = format!("/{}", "y".repeat(TARGET_MAX));
        let is_long = excess == Excess::Target || target.len() > TARGET_MAX;
        let target = if is_long { long.as_bytes() } else { target };
        let mut new = [method, b" ", if target.is_empty() { b"/" } else { target }, b" HTTP/1.1\r\n"].concat();
        let name_of = |line: &[u8]| line.split(|byte| *byte == b':').next().unwrap_or_default().to_ascii_lowercase();
        let mut kept: Vec<Vec<u8>> = Vec::new();
        // The last line may be half of one.
        let lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').collect();
        for line in lines.iter().take(lines.len().saturating_sub(1)).skip(1).map(|line| line.trim_ascii_end()) {
            let name = name_of(line);
            if line.len() <= KEPT_LINE_MAX && KEPT.contains(&name.as_slice()) && !kept.contains(&name) {
                new.extend_from_slice(line);
                new.extend_from_slice(b"\r\n");
                kept.push(name);
            }
        }
        if !kept.iter().any(|name| name == b"host") {
            new.extend_from_slice(b"host: unknown\r\n");
        }
        if excess == Excess::Headers {
            new.extend_from_slice(b"x-too-large: ");
            new.resize(new.len() + HEADERS_MAX, b'x');
            new.extend_from_slice(b"\r\n");
        }
        new.extend_from_slice(b"connection: close\r\n\r\n");
        self.held.append(&mut new);
        self.ready = self.held.len();
        self.state = State::Refused;
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Heads<T> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.ready > 0 {
                let step = this.ready.min(buffer.remaining());
                buffer.put_slice(this.held.get(..step).unwrap_or_default());
                this.held.drain(..step);
                this.ready -= step;
                if this.held.is_empty() {
                    // An idle connection keeps nothing.
                    this.held = Vec::new();
                }
                return Poll::Ready(Ok(()));
            }
            let before = buffer.filled().len();
            ready!(Pin::new(&mut this.io).poll_read(context, buffer))?;
            let new = buffer.filled().get(before..).unwrap_or_default();
            if new.is_empty() {
                // What is held will never be whole; the framework says what that means.
                this.ready = this.held.len();
                if this.ready == 0 {
                    return Poll::Ready(Ok(()));
                }
                continue;
            }
            if this.passes(new) {
                return Poll::Ready(Ok(()));
            }
            this.held.extend_from_slice(new);
            buffer.set_filled(before);
            this.frame();
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Heads<T> {
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

    /// After a head that was refused, what the client still sends is taken and thrown away for a moment: closed at once, the
    /// connection would take the answer with it (RFC 9112, section 9.6).
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.io).poll_shutdown(context))?;
        if !matches!(this.state, State::Refused) {
            return Poll::Ready(Ok(()));
        }
        let farewell = this.farewell.get_or_insert_with(|| Box::pin(sleep(FAREWELL)));
        if farewell.as_mut().poll(context).is_ready() {
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
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// A connection over which pieces come one by one.
    struct Pieces(VecDeque<Vec<u8>>);

    impl AsyncRead for Pieces {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            if let Some(piece) = self.get_mut().0.pop_front() {
                buffer.put_slice(&piece);
            }
            Poll::Ready(Ok(()))
        }
    }

    /// Returns the bytes that are passed on when they come in pieces of that length.
    fn passed(bytes: &[u8], length: usize) -> Vec<u8> {
        let mut heads = Heads::new(Pieces(bytes.chunks(length).map(<[u8]>::to_vec).collect()));
        let (mut passed, mut context) = (Vec::new(), Context::from_waker(std::task::Waker::noop()));
        loop {
            let mut space = [0; 8192];
            let mut buffer = ReadBuf::new(&mut space);
            assert!(Pin::new(&mut heads).poll_read(&mut context, &mut buffer).is_ready());
            if buffer.filled().is_empty() {
                return passed;
            }
            passed.extend_from_slice(buffer.filled());
        }
    }

    #[test]
    fn a_wish_for_another_protocol_is_taken_out_of_heads_and_of_nothing_else() {
        const WISH: &str = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n";
        const GONE: &str = "Connection: ignored, HTTP2-Settings\r\nignored: h2c\r\n";
        let get = |wish: &str| format!("GET /a HTTP/1.1\r\nHost: x\r\n{wish}\r\n");
        let put = |wish: &str, body: &str| {
            format!("PUT /a HTTP/1.1\r\n{wish}Host: x\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        };
        let post = |wish: &str, body: &str| {
            let size = body.len();
            format!(
                "POST /a HTTP/1.1\r\nHost: x\r\n{wish}Transfer-Encoding: chunked\r\n\r\n{size:x};e=1\r\n{body}\r\n0\r\nT: x\r\n\r\n"
            )
        };
        let (body, large) = (get(WISH), WISH.repeat(9));
        let sent = |wish: &str| {
            let all = [get(wish), put(wish, &body), get(""), post(wish, &large), get(wish), put("", ""), get(wish)];
            all.concat()
        };
        for length in [1, 2, 3, 7, 64, 1000, 8192] {
            let passed = passed(sent(WISH).as_bytes(), length);
            assert_eq!(String::from_utf8(passed).unwrap(), sent(GONE), "in pieces of {length}");
        }
    }

    #[test]
    fn what_is_cut_unclearly_is_passed_on_as_it_is() {
        for sent in [
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nUpgrade: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nUpgrade: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nUpgrade: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nUpgrade: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\n Upgrade: a\r\n\r\nUpgrade: a\r\n\r\n",
            "CONNECT x HTTP/1.1\r\nHost: x\r\n\r\nUpgrade: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX-Half: ",
            "\r\n\r\n",
        ] {
            for length in [1, 5, 8192] {
                assert_eq!(String::from_utf8(passed(sent.as_bytes(), length)).unwrap(), sent);
            }
        }
    }

    #[test]
    fn a_head_that_is_too_large_becomes_one_that_is_refused_and_nothing_follows_it() {
        let target = format!("GET /{} HTTP/1.1\r\nHost: x\r\nOrigin: o\r\n\r\n", "y".repeat(70_000));
        let endless = format!("GET /{}", "y".repeat(200_000));
        let other = format!("POST http://{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000));
        let part = format!("GET /a?b=c#{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000));
        let lines = format!("PUT /a HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(97));
        let long = format!("GET /a HTTP/1.1\r\nX: {}\r\nHost: x\r\n\r\n", "y".repeat(140_000));
        for (sent, begin, holds) in [
            (&target, "GET /yyy", "Origin: o\r\n"),
            (&endless, "GET /yyy", "host: unknown\r\n"),
            (&other, "POST /yyy", "Host: x\r\n"),
            (&part, "GET /yyy", "Host: x\r\n"),
            (&lines, "PUT /a HTTP/1.1\r\n", "Host: x\r\n"),
            (&long, "GET /a HTTP/1.1\r\n", "host: unknown\r\n"),
        ] {
            for length in [997, 8192] {
                let passed =
                    String::from_utf8(passed(format!("{sent}GET /b HTTP/1.1\r\n").as_bytes(), length)).unwrap();
                assert!(passed.starts_with(begin) && passed.contains(holds), "{}", &passed[..90]);
                assert!(passed.ends_with("connection: close\r\n\r\n") && !passed.contains("/b"));
                assert!((TARGET_MAX..TARGET_MAX + 500).contains(&passed.len()), "{}", passed.len());
            }
        }
        let most = format!("GET /a HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(95));
        assert_eq!(String::from_utf8(passed(most.as_bytes(), 8192)).unwrap(), most);
    }
}

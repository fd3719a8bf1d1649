//! Heads as clients send them, and what the rewriter makes of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::VecDeque;

use super::*;

/// A stream that returns one chunk per read.
struct ChunkReader(VecDeque<Vec<u8>>);

impl AsyncRead for ChunkReader {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Some(piece) = self.get_mut().0.pop_front() {
            buffer.put_slice(&piece);
        }
        Poll::Ready(Ok(()))
    }
}

/// Returns the bytes that are passed on if they arrive in chunks of `length` bytes.
fn forwarded(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut rewriter = HeadRewriter::new(ChunkReader(bytes.chunks(length).map(<[u8]>::to_vec).collect()));
    let (mut forwarded, mut context) = (Vec::new(), Context::from_waker(std::task::Waker::noop()));
    loop {
        let mut space = [0; 8192];
        let mut buffer = ReadBuf::new(&mut space);
        assert!(Pin::new(&mut rewriter).poll_read(&mut context, &mut buffer).is_ready());
        if buffer.filled().is_empty() {
            return forwarded;
        }
        forwarded.extend_from_slice(buffer.filled());
    }
}

#[test]
fn upgrades_are_masked_in_heads_and_nowhere_else() {
    const UPGRADE: &str = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n";
    const MASKED: &str = "Connection: ignored, HTTP2-Settings\r\nignored: h2c\r\n";
    let get = |upgrade: &str| format!("GET /a HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n");
    let put = |upgrade: &str, body: &str| {
        format!("PUT /a HTTP/1.1\r\n{upgrade}Host: x\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    let post = |upgrade: &str, body: &str| {
        let size = body.len();
        format!(
            "POST /a HTTP/1.1\r\nHost: x\r\n{upgrade}Transfer-Encoding: chunked\r\n\r\n{size:x};e=1\r\n{body}\r\n0\r\nT: x\r\n\r\n"
        )
    };
    let (body, large) = (get(UPGRADE), UPGRADE.repeat(9));
    let sent = |lines: &str| {
        [get(lines), put(lines, &body), get(""), post(lines, &large), get(lines), put("", ""), get(lines)].concat()
    };
    for length in [1, 2, 3, 7, 64, 1000, 8192] {
        let forwarded = forwarded(sent(UPGRADE).as_bytes(), length);
        assert_eq!(String::from_utf8(forwarded).unwrap(), sent(MASKED), "in chunks of {length} bytes");
    }
}

#[test]
fn ambiguous_framing_is_passed_on_unchanged() {
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
            assert_eq!(String::from_utf8(forwarded(sent.as_bytes(), length)).unwrap(), sent);
        }
    }
}

#[test]
fn a_head_that_is_too_large_is_replaced_and_nothing_follows_it() {
    let target = format!("GET /{} HTTP/1.1\r\nHost: x\r\nOrigin: o\r\n\r\n", "y".repeat(70_000));
    let endless = format!("GET /{}", "y".repeat(200_000));
    let other = format!("POST http://{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000));
    let part = format!("GET /a?b=c#{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000));
    let lines = format!("PUT /a HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(97));
    let long_target = format!("GET /a HTTP/1.1\r\nX: {}\r\nHost: x\r\n\r\n", "y".repeat(140_000));
    for (sent, begin, holds) in [
        (&target, "GET /yyy", "Origin: o\r\n"),
        (&endless, "GET /yyy", "host: unknown\r\n"),
        (&other, "POST /yyy", "Host: x\r\n"),
        (&part, "GET /yyy", "Host: x\r\n"),
        (&lines, "PUT /a HTTP/1.1\r\n", "Host: x\r\n"),
        (&long_target, "GET /a HTTP/1.1\r\n", "host: unknown\r\n"),
    ] {
        for length in [997, 8192] {
            let forwarded =
                String::from_utf8(forwarded(format!("{sent}GET /b HTTP/1.1\r\n").as_bytes(), length)).unwrap();
            assert!(forwarded.starts_with(begin) && forwarded.contains(holds), "{}", &forwarded[..90]);
            assert!(forwarded.ends_with("connection: close\r\n\r\n") && !forwarded.contains("/b"));
            assert!((TARGET_MAX..TARGET_MAX + 500).contains(&forwarded.len()), "{}", forwarded.len());
        }
    }
    let most = format!("GET /a HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(95));
    assert_eq!(String::from_utf8(forwarded(most.as_bytes(), 8192)).unwrap(), most);
}

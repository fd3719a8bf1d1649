//! Message framing of HTTP/1 (RFC 9112, section 6): finds the boundaries of requests, as far as needed to rewrite heads in
//! place. Unknown or invalid framing is passed to the framework, which rejects it.

use memchr::memchr_iter;

use crate::http::admission::HEADERS_MAX;

/// The maximum number of header lines that the framework parses.
const HEADER_LINES_MAX: usize = 96;

/// The maximum length in bytes of a target that the framework parses.
pub(super) const PARSER_TARGET_MAX: usize = 60_000;

/// The maximum length in bytes of a head that is buffered. The framework parses at most 128 KiB.
pub(super) const PARSER_HEAD_MAX: usize = 96 << 10;

/// The framing of the body that follows a head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BodyFraming {
    /// No body: the next head follows.
    None,
    /// A body with this `Content-Length`.
    Length(u64),
    /// A chunked body.
    Chunked,
    /// Unknown or invalid; the framework decides.
    Unknown,
}

/// The part of a head that the framework could not parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadTooLarge {
    /// The target is too long.
    Target,
    /// There are too many headers, or they are too long.
    Headers,
}

/// Returns the end of the first head in `bytes`, if it is complete. Its first `searched` bytes have no end in them.
pub(super) fn find_head_end(bytes: &[u8], searched: usize) -> Option<usize> {
    // The end may have begun within the searched bytes.
    let from = searched.saturating_sub(3);
    let tail = bytes.get(from..)?;
    memchr_iter(b'\n', tail).find_map(|at| {
        let rest = tail.get(at + 1..)?;
        let length = match rest {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return None,
        };
        Some(from + at + 1 + length)
    })
}

/// Returns true if the bytes consist of complete heads of GET or HEAD requests that can be passed on unchanged: no body, no
/// upgrade, not too many lines, no line that is too long.
pub(super) fn is_simple_read(bytes: &[u8]) -> bool {
    if bytes.len() > HEADERS_MAX || !bytes.ends_with(b"\r\n\r\n") || !matches!(bytes.first(), Some(b'G' | b'H')) {
        return false;
    }
    let mut lines = 0;
    memchr_iter(b'\n', bytes).all(|at| {
        lines += 1;
        let line = bytes.get(at + 1..).unwrap_or_default();
        let is_simple = match line.first() {
            Some(b'c' | b'C') => is_simple_connection(line) && !has_prefix(line, b"content-length"),
            Some(b't' | b'T') => !has_prefix(line, b"transfer-encoding") && !has_prefix(line, b"trace "),
            Some(b'u' | b'U') => !has_prefix(line, b"upgrade:") && !has_prefix(line, b"upgrade "),
            Some(b'p' | b'P') => {
                !has_prefix(line, b"post ") && !has_prefix(line, b"put ") && !has_prefix(line, b"patch ")
            }
            Some(b' ' | b'\t') => false,
            _ => true,
        };
        is_simple && lines <= HEADER_LINES_MAX
    })
}

fn is_simple_connection(line: &[u8]) -> bool {
    if !has_prefix(line, b"connection") {
        return !has_prefix(line, b"connect ");
    }
    let value = line.get(b"connection:".len()..).unwrap_or_default();
    let value = value.split(|byte| *byte == b'\r').next().unwrap_or_default().trim_ascii();
    value.eq_ignore_ascii_case(b"keep-alive") || value.eq_ignore_ascii_case(b"close")
}

fn has_prefix(line: &[u8], name: &[u8]) -> bool {
    line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// Returns the method and the target of a head, or of the beginning of one.
pub(super) fn request_line(head: &[u8]) -> (&[u8], &[u8]) {
    let line = head.trim_ascii_start();
    let line = line.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let mut words = line.splitn(3, |byte| *byte == b' ');
    (words.next().unwrap_or_default(), words.next().unwrap_or_default())
}

/// Parses a complete head and masks every upgrade in it, in place. The server upgrades nothing, and the framework would close
/// the connection for it (RFC 9110, section 7.8: a server may ignore the header).
pub(super) fn sanitize_head(head: &mut [u8]) -> Result<BodyFraming, HeadTooLarge> {
    let (method, target) = request_line(head);
    if target.len() > PARSER_TARGET_MAX {
        return Err(HeadTooLarge::Target);
    }
    let is_connect = method == b"CONNECT";
    let begin = head.len() - head.trim_ascii_start().len();
    let ends: Vec<usize> = memchr_iter(b'\n', head).filter(|at| *at >= begin).collect();
    // The first line is that of the request, and the last one is empty.
    if ends.len() > HEADER_LINES_MAX + 2 {
        return Err(HeadTooLarge::Headers);
    }
    let (mut length, mut is_chunked, mut is_unambiguous) = (None, false, !is_connect);
    for pair in ends.windows(2) {
        let [before, end] = *pair else { continue };
        let Some(line) = head.get_mut(before + 1..end) else { continue };
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at_mut(colon);
        let value = value.get_mut(1..).unwrap_or_default();
        // The framework panics on a header name that does not fit its own type.
        if name.len() > HEADERS_MAX {
            return Err(HeadTooLarge::Headers);
        }
        if name.eq_ignore_ascii_case(b"connection") {
            mask_upgrade(value);
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            name.copy_from_slice(UPGRADE_REPLACEMENT);
        } else if name.eq_ignore_ascii_case(b"content-length") {
            let digits = std::str::from_utf8(value.trim_ascii()).ok().filter(|text| !text.starts_with('+'));
            let read = digits.and_then(|digits| digits.parse::<u64>().ok());
            is_unambiguous &= length.is_none() && read.is_some();
            length = read;
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            is_unambiguous &= !is_chunked && value.trim_ascii().eq_ignore_ascii_case(b"chunked");
            is_chunked = true;
        }
        // The framework rejects folded lines.
        is_unambiguous &= !name.first().is_some_and(u8::is_ascii_whitespace);
    }
    Ok(match (is_unambiguous, is_chunked, length) {
        (false, ..) | (true, true, Some(_)) => BodyFraming::Unknown,
        (true, true, None) => BodyFraming::Chunked,
        (true, false, None | Some(0)) => BodyFraming::None,
        (true, false, Some(length)) => BodyFraming::Length(length),
    })
}

/// The replacement of `upgrade`: a word of the same length without a meaning.
const UPGRADE_REPLACEMENT: &[u8; 7] = b"ignored";

fn mask_upgrade(value: &mut [u8]) {
    for option in value.split_mut(|byte| *byte == b',') {
        let start = option.len() - option.trim_ascii_start().len();
        if option.trim_ascii().eq_ignore_ascii_case(b"upgrade")
            && let Some(word) = option.get_mut(start..start + UPGRADE_REPLACEMENT.len())
        {
            word.copy_from_slice(UPGRADE_REPLACEMENT);
        }
    }
}

/// Finds the end of a chunked body. The state is the position in the body.
#[derive(Debug, Default, Clone, Copy)]
pub(super) enum ChunkScanner {
    /// At the start of the line with the chunk size.
    #[default]
    Start,
    /// In that line: the size so far, and true once its digits have ended.
    Size(u64, bool),
    /// Before the line feed that ends this line.
    SizeEnd(u64),
    /// In a chunk; the number of bytes left, its line end included.
    Data(u64),
    /// In the trailer section; true if the current line is not empty.
    Trailer(bool),
    /// Before the line feed that ends a trailer line.
    TrailerEnd(bool),
    /// After the end of the body.
    End,
    /// The body is malformed or in an unknown form.
    Unknown,
}

impl ChunkScanner {
    /// Scans bytes and returns the number of bytes that belong to the body.
    pub(super) fn scan(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if let Self::Data(left) = self {
                let step = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len() - at);
                at += step;
                *left -= u64::try_from(step).unwrap_or(0);
                if *left == 0 {
                    *self = Self::Start;
                }
                continue;
            }
            at += 1;
            *self = self.next(*byte);
            if let Self::End | Self::Unknown = self {
                break;
            }
        }
        at
    }

    fn next(self, byte: u8) -> Self {
        let digit = char::from(byte).to_digit(16).map(u64::from);
        match (self, byte, digit) {
            (Self::Start, _, Some(digit)) => Self::Size(digit, false),
            (Self::Size(size, false), _, Some(digit)) if size < 1 << 56 => Self::Size(size * 16 + digit, false),
            (Self::Size(size, _), b'\r', _) => Self::SizeEnd(size),
            // An incomplete line end: the framework continues to read, or rejects it.
            (Self::Size(..) | Self::Trailer(_), b'\n', _) => Self::Unknown,
            (Self::Size(size, false), b';' | b' ' | b'\t', _) | (Self::Size(size, true), ..) => Self::Size(size, true),
            (Self::SizeEnd(0) | Self::TrailerEnd(true), b'\n', _) => Self::Trailer(false),
            // The line end after the chunk has two more bytes.
            (Self::SizeEnd(size), b'\n', _) => Self::Data(size + 2),
            (Self::Trailer(is_used), b'\r', _) => Self::TrailerEnd(is_used),
            (Self::Trailer(_), ..) => Self::Trailer(true),
            (Self::TrailerEnd(false), b'\n', _) => Self::End,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the state after these bytes, and the number of bytes that belong to the body.
    fn scanned(bytes: &[u8], length: usize) -> (ChunkScanner, usize) {
        let (mut scanner, mut scanned) = (ChunkScanner::default(), 0);
        for piece in bytes.chunks(length) {
            scanned += scanner.scan(piece);
            if matches!(scanner, ChunkScanner::End | ChunkScanner::Unknown) {
                break;
            }
        }
        (scanner, scanned)
    }

    #[test]
    fn a_chunked_body_ends_after_its_last_line() {
        for body in [
            "0\r\n\r\n",
            "3\r\nabc\r\n0\r\n\r\n",
            "3;e=1\r\na\nc\r\n000 \r\nT: x\r\nU: y\r\n\r\n",
            "1\r\n\n\r\n0;e\r\n\r\n",
        ] {
            for length in [1, 2, 3, 99] {
                let (scanner, scanned) = scanned(format!("{body}GET / HTTP/1.1\r\n").as_bytes(), length);
                assert!(matches!(scanner, ChunkScanner::End), "{body:?}: {scanner:?}");
                assert_eq!(scanned, body.len(), "{body:?} in chunks of {length} bytes");
            }
        }
    }

    #[test]
    fn an_incomplete_line_end_does_not_end_a_body() {
        for body in [
            "0\r\n\n",
            "0\r\nT: x\n\n",
            "0\r\nT: x\r\n\n",
            "0\n\r\n",
            "0;e\n\r\n",
            "3\nabc\r\n",
            "3;e=1\nabc\r\n",
            "3\r\rabc",
            "0\r\n\r\r\n",
            "0\r\nT: x\ry",
        ] {
            for length in [1, 2, 99] {
                let (scanner, _) = scanned(format!("{body}GET / HTTP/1.1\r\n\r\n").as_bytes(), length);
                assert!(matches!(scanner, ChunkScanner::Unknown), "{body:?}: {scanner:?}");
            }
        }
    }

    #[test]
    fn a_head_with_an_overlong_header_name_is_too_large() {
        let head = |length: usize| format!("GET / HTTP/1.1\r\nHost: x\r\n{}: b\r\n\r\n", "a".repeat(length));
        assert_eq!(sanitize_head(&mut head(HEADERS_MAX).into_bytes()), Ok(BodyFraming::None));
        for length in [HEADERS_MAX + 1, 1 << 16, 70_000] {
            assert!(!is_simple_read(head(length).as_bytes()));
            assert_eq!(sanitize_head(&mut head(length).into_bytes()), Err(HeadTooLarge::Headers));
        }
    }
}

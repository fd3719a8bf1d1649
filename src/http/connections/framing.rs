//! The borders of the requests of an HTTP/1 connection (RFC 9112, section 6), as far as that is needed to change heads
//! in place. What is not understood is for the framework, which refuses it.

use memchr::memchr_iter;

use crate::http::gate::HEADERS_MAX;

/// The most header lines that the framework reads.
const LINES_MAX: usize = 96;

/// The longest target that the framework reads.
pub(super) const TARGET_READ_MAX: usize = 60_000;

/// The longest head that is waited for; the framework reads no more than 128 KiB.
pub(super) const HEAD_READ_MAX: usize = 96 << 10;

/// The part of the stream that follows a head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum After {
    /// The next head.
    Head,
    /// A body of so many bytes.
    Length(u64),
    /// A body in chunks.
    Chunks,
    /// Something that only the framework knows, or that it refuses.
    Unknown,
}

/// Why a head cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// Its target is too long.
    Target,
    /// Its headers are too many or too long.
    Headers,
}

/// Returns the end of the first head in `bytes`, if it is complete. Its first `searched` bytes have no end in them.
pub(super) fn end_of_head(bytes: &[u8], searched: usize) -> Option<usize> {
    // The end may have begun in what was searched.
    let from = searched.saturating_sub(3);
    let tail = bytes.get(from..)?;
    memchr_iter(b'\n', tail).find_map(|at| {
        let after = tail.get(at + 1..)?;
        let length = if after.starts_with(b"\n") {
            1
        } else if after.starts_with(b"\r\n") {
            2
        } else {
            return None;
        };
        Some(from + at + 1 + length)
    })
}

/// Returns true if these bytes are heads of requests for reading, and nothing else, that can be passed on as they are:
/// without a body, without an upgrade, not too many lines, and no line that is too long.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    if bytes.len() > HEADERS_MAX || !bytes.ends_with(b"\r\n\r\n") || !matches!(bytes.first(), Some(b'G' | b'H')) {
        return false;
    }
    let mut lines = 0;
    memchr_iter(b'\n', bytes).all(|at| {
        lines += 1;
        let line = bytes.get(at + 1..).unwrap_or_default();
        let is_plain = match line.first() {
            Some(b'c' | b'C') => is_plain_connection(line) && !begins(line, b"content-length"),
            Some(b't' | b'T') => !begins(line, b"transfer-encoding") && !begins(line, b"trace "),
            Some(b'u' | b'U') => !begins(line, b"upgrade:") && !begins(line, b"upgrade "),
            Some(b'p' | b'P') => !begins(line, b"post ") && !begins(line, b"put ") && !begins(line, b"patch "),
            Some(b' ' | b'\t') => false,
            _ => true,
        };
        is_plain && lines <= LINES_MAX
    })
}

fn is_plain_connection(line: &[u8]) -> bool {
    if !begins(line, b"connection") {
        return !begins(line, b"connect ");
    }
    let value = line.get(b"connection:".len()..).unwrap_or_default();
    let value = value.split(|byte| *byte == b'\r').next().unwrap_or_default().trim_ascii();
    value.eq_ignore_ascii_case(b"keep-alive") || value.eq_ignore_ascii_case(b"close")
}

fn begins(line: &[u8], name: &[u8]) -> bool {
    line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// The method and the target of a head, or of the beginning of one.
pub(super) fn request_line(head: &[u8]) -> (&[u8], &[u8]) {
    let line = head.trim_ascii_start();
    let line = line.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let mut words = line.splitn(3, |byte| *byte == b' ');
    (words.next().unwrap_or_default(), words.next().unwrap_or_default())
}

/// Reads a whole head, and takes every wish for another protocol out of it, in place: nothing is upgraded here, and the
/// framework would close the connection for it (RFC 9110, section 7.8: a server may ignore the header).
pub(super) fn read_head(head: &mut [u8]) -> Result<After, Excess> {
    let (method, target) = request_line(head);
    if target.len() > TARGET_READ_MAX {
        return Err(Excess::Target);
    }
    let is_tunnel = method == b"CONNECT";
    let begin = head.len() - head.trim_ascii_start().len();
    let ends: Vec<usize> = memchr_iter(b'\n', head).filter(|at| *at >= begin).collect();
    // The first line is that of the request, and the last one is empty.
    if ends.len() > LINES_MAX + 2 {
        return Err(Excess::Headers);
    }
    let (mut length, mut is_chunked, mut is_clear) = (None, false, !is_tunnel);
    for pair in ends.windows(2) {
        let [before, end] = *pair else { continue };
        let Some(line) = head.get_mut(before + 1..end) else { continue };
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at_mut(colon);
        let value = value.get_mut(1..).unwrap_or_default();
        // The framework panics on a name that its own type of names cannot hold.
        if name.len() > HEADERS_MAX {
            return Err(Excess::Headers);
        }
        if name.eq_ignore_ascii_case(b"connection") {
            ignore_upgrade(value);
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            name.copy_from_slice(IGNORED);
        } else if name.eq_ignore_ascii_case(b"content-length") {
            let digits = std::str::from_utf8(value.trim_ascii()).ok().filter(|text| !text.starts_with('+'));
            let read = digits.and_then(|digits| digits.parse::<u64>().ok());
            is_clear &= length.is_none() && read.is_some();
            length = read;
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            is_clear &= !is_chunked && value.trim_ascii().eq_ignore_ascii_case(b"chunked");
            is_chunked = true;
        }
        // A line that goes on is refused by the framework.
        is_clear &= !name.first().is_some_and(u8::is_ascii_whitespace);
    }
    Ok(match (is_clear, is_chunked, length) {
        (false, ..) | (true, true, Some(_)) => After::Unknown,
        (true, true, None) => After::Chunks,
        (true, false, None | Some(0)) => After::Head,
        (true, false, Some(length)) => After::Length(length),
    })
}

/// The word that replaces `upgrade`: it has no meaning and the same length.
const IGNORED: &[u8; 7] = b"ignored";

fn ignore_upgrade(value: &mut [u8]) {
    for option in value.split_mut(|byte| *byte == b',') {
        let start = option.len() - option.trim_ascii_start().len();
        if option.trim_ascii().eq_ignore_ascii_case(b"upgrade")
            && let Some(word) = option.get_mut(start..start + IGNORED.len())
        {
            word.copy_from_slice(IGNORED);
        }
    }
}

/// The position in a chunked body.
#[derive(Debug, Default, Clone, Copy)]
pub(super) enum Chunks {
    /// In the line that says how long the next chunk is; the length so far, and whether its digits are over.
    #[default]
    Start,
    Size(u64, bool),
    /// Before the second byte of the two that end this line.
    SizeEnd(u64),
    /// In a chunk that has so many bytes left, with the end of its line.
    Data(u64),
    /// In the lines after the last chunk; whether the current one has anything in it.
    Trailer(bool),
    /// Before the second byte of the two that end such a line.
    TrailerEnd(bool),
    /// At the end.
    Over,
    /// It has no form that is known here.
    Unknown,
}

impl Chunks {
    /// Goes over bytes of the body; answers with how many of them are of it.
    pub(super) fn pass(&mut self, bytes: &[u8]) -> usize {
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
            *self = self.after(*byte);
            if let Self::Over | Self::Unknown = self {
                break;
            }
        }
        at
    }

    fn after(self, byte: u8) -> Self {
        let digit = char::from(byte).to_digit(16).map(u64::from);
        match (self, byte, digit) {
            (Self::Start, _, Some(digit)) => Self::Size(digit, false),
            (Self::Size(size, false), _, Some(digit)) if size < 1 << 56 => Self::Size(size * 16 + digit, false),
            (Self::Size(size, _), b'\r', _) => Self::SizeEnd(size),
            // Half the end of a line: the framework reads on, or refuses it.
            (Self::Size(..) | Self::Trailer(_), b'\n', _) => Self::Unknown,
            (Self::Size(size, false), b';' | b' ' | b'\t', _) | (Self::Size(size, true), ..) => Self::Size(size, true),
            (Self::SizeEnd(0) | Self::TrailerEnd(true), b'\n', _) => Self::Trailer(false),
            // The end of the line after the chunk is two bytes more.
            (Self::SizeEnd(size), b'\n', _) => Self::Data(size + 2),
            (Self::Trailer(is_used), b'\r', _) => Self::TrailerEnd(is_used),
            (Self::Trailer(_), ..) => Self::Trailer(true),
            (Self::TrailerEnd(false), b'\n', _) => Self::Over,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The state after all of these bytes, and how many of them are of the body.
    fn passed(bytes: &[u8], length: usize) -> (Chunks, usize) {
        let (mut chunks, mut passed) = (Chunks::default(), 0);
        for piece in bytes.chunks(length) {
            passed += chunks.pass(piece);
            if matches!(chunks, Chunks::Over | Chunks::Unknown) {
                break;
            }
        }
        (chunks, passed)
    }

    #[test]
    fn a_body_in_chunks_ends_where_its_last_line_does() {
        for body in [
            "0\r\n\r\n",
            "3\r\nabc\r\n0\r\n\r\n",
            "3;e=1\r\na\nc\r\n000 \r\nT: x\r\nU: y\r\n\r\n",
            "1\r\n\n\r\n0;e\r\n\r\n",
        ] {
            for length in [1, 2, 3, 99] {
                let (chunks, passed) = passed(format!("{body}GET / HTTP/1.1\r\n").as_bytes(), length);
                assert!(matches!(chunks, Chunks::Over), "{body:?}: {chunks:?}");
                assert_eq!(passed, body.len(), "{body:?} in pieces of {length}");
            }
        }
    }

    #[test]
    fn half_the_end_of_a_line_is_not_the_end_of_a_body() {
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
                let (chunks, _) = passed(format!("{body}GET / HTTP/1.1\r\n\r\n").as_bytes(), length);
                assert!(matches!(chunks, Chunks::Unknown), "{body:?}: {chunks:?}");
            }
        }
    }

    #[test]
    fn a_head_with_a_name_that_is_too_long_is_too_large() {
        let head = |length: usize| format!("GET / HTTP/1.1\r\nHost: x\r\n{}: b\r\n\r\n", "a".repeat(length));
        assert_eq!(read_head(&mut head(HEADERS_MAX).into_bytes()), Ok(After::Head));
        for length in [HEADERS_MAX + 1, 1 << 16, 70_000] {
            assert!(!is_plain(head(length).as_bytes()));
            assert_eq!(read_head(&mut head(length).into_bytes()), Err(Excess::Headers));
        }
    }
}

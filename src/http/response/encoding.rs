//! Content codings: negotiation and encoding.

use std::io::Write;

use actix_web::HttpMessage;
use actix_web::http::header::ACCEPT_ENCODING;
use actix_web::web::Bytes;

use crate::http::request::quality_values::{Quality, quality_list};

/// The minimum size in bytes of a body that is encoded. A smaller body saves less than the header costs.
const ENCODE_MIN_BYTES: usize = 1024;

const BROTLI_QUALITY: u32 = 4;
const ZSTD_LEVEL: i32 = 3;
const GZIP_LEVEL: u32 = 5;

/// A content coding of this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Coding {
    Identity,
    Brotli,
    Zstd,
    Gzip,
}

impl Coding {
    /// The name of the coding in headers; none for `identity`.
    pub(in crate::http) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// The code of the coding in cache keys: the first letter of its name.
    pub(in crate::http) fn code(self) -> char {
        self.name().and_then(|name| name.chars().next()).unwrap_or('i')
    }

    /// Returns the best coding that `Accept-Encoding` of the request allows (RFC 9110, section 12.5.3).
    pub(in crate::http) fn negotiate(request: &impl HttpMessage) -> Self {
        let mut best = (0, Self::Identity);
        for coding in [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity] {
            let quality = coding.quality(request);
            if quality > best.0 {
                best = (quality, coding);
            }
        }
        best.1
    }

    /// Returns the quality that `Accept-Encoding` of the request gives to the coding; 0 if it is not acceptable.
    fn quality(self, request: &impl HttpMessage) -> Quality {
        let elements = || quality_list(request.headers(), &ACCEPT_ENCODING);
        let named = elements().find(|(name, _)| self.has_name(name));
        named.or_else(|| elements().find(|(name, _)| *name == "*")).map_or(0, |(_, quality)| quality)
    }

    /// Returns true if `name` is a name of the coding. `x-gzip` is an old one (RFC 9110, section 8.4.1.3).
    fn has_name(self, name: &str) -> bool {
        let own = self.name().unwrap_or("identity");
        own.eq_ignore_ascii_case(name) || (self == Self::Gzip && name.eq_ignore_ascii_case("x-gzip"))
    }

    /// Returns `Identity` if a body of `length` bytes is too small to encode.
    pub(in crate::http) fn for_length(self, length: usize) -> Self {
        if length < ENCODE_MIN_BYTES { Self::Identity } else { self }
    }

    pub(in crate::http) fn encode(self, plain: &Bytes) -> std::io::Result<Bytes> {
        let encoded = match self {
            Self::Identity => return Ok(plain.clone()),
            Self::Brotli => {
                let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, 20);
                writer.write_all(plain)?;
                writer.into_inner()
            }
            Self::Zstd => zstd::bulk::compress(plain, ZSTD_LEVEL)?,
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL));
                writer.write_all(plain)?;
                writer.finish()?
            }
        };
        Ok(encoded.into())
    }

    pub(in crate::http) fn stream_encoder(self) -> std::io::Result<StreamEncoder> {
        Ok(match self {
            Self::Identity => StreamEncoder::Identity,
            Self::Brotli => {
                StreamEncoder::Brotli(Box::new(brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, 20)))
            }
            Self::Zstd => StreamEncoder::Zstd(zstd::stream::write::Encoder::new(Vec::new(), ZSTD_LEVEL)?),
            Self::Gzip => {
                StreamEncoder::Gzip(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL)))
            }
        })
    }
}

/// Returns true if the client accepts gzip. For files that are stored compressed with it.
pub fn accepts_gzip(request: &impl HttpMessage) -> bool {
    Coding::Gzip.quality(request) > 0
}

/// Encodes a response chunk by chunk.
pub(in crate::http) enum StreamEncoder {
    Identity,
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
    Gzip(flate2::write::GzEncoder<Vec<u8>>),
}

impl StreamEncoder {
    /// Encodes the next chunk and flushes it, so that the client can decode all that it has.
    pub(in crate::http) fn push(&mut self, chunk: &[u8]) -> std::io::Result<Bytes> {
        fn encode_chunk<W: Write>(
            writer: &mut W,
            chunk: &[u8],
            inner: fn(&mut W) -> &mut Vec<u8>,
        ) -> std::io::Result<Vec<u8>> {
            writer.write_all(chunk)?;
            writer.flush()?;
            Ok(std::mem::take(inner(writer)))
        }
        let encoded = match self {
            Self::Identity => chunk.to_vec(),
            Self::Brotli(writer) => encode_chunk(writer.as_mut(), chunk, brotli::CompressorWriter::get_mut)?,
            Self::Zstd(writer) => encode_chunk(writer, chunk, zstd::stream::write::Encoder::get_mut)?,
            Self::Gzip(writer) => encode_chunk(writer, chunk, flate2::write::GzEncoder::get_mut)?,
        };
        Ok(encoded.into())
    }

    pub(in crate::http) fn finish(self) -> std::io::Result<Bytes> {
        let rest = match self {
            Self::Identity => Vec::new(),
            Self::Brotli(writer) => writer.into_inner(),
            Self::Zstd(writer) => writer.finish()?,
            Self::Gzip(writer) => writer.finish()?,
        };
        Ok(rest.into())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_coding_with_the_highest_quality_is_chosen() {
        for (coding, accepted) in [
            (Coding::Brotli, &["gzip, deflate, br, zstd", "*"][..]),
            (Coding::Zstd, &["br;q=0, *"]),
            (Coding::Gzip, &["gzip;q=1.0, br;q=0.5", "GZIP", "x-gzip", "\"nonsense, gzip;q=.5, br;q=high"]),
            (Coding::Identity, &["gzip;q=0", "identity, gzip;q=.5", "deflate", ""]),
        ] {
            for accepted in accepted {
                let request = TestRequest::get().insert_header((ACCEPT_ENCODING, *accepted)).to_http_request();
                assert_eq!(Coding::negotiate(&request), coding, "{accepted}");
            }
        }
        assert_eq!(Coding::negotiate(&TestRequest::get().to_http_request()), Coding::Identity);
    }
}

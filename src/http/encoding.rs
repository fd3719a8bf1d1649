//! Content codings: which one a client wants, and making it.

use std::io::Write;

use actix_web::HttpMessage;
use actix_web::http::header::ACCEPT_ENCODING;
use actix_web::web::Bytes;

use super::weights::weighted;

/// Below this many bytes a coding saves nothing worth its header.
const CODED_MIN: usize = 1024;

const BROTLI_QUALITY: u32 = 4;
const ZSTD_LEVEL: i32 = 3;
const GZIP_LEVEL: u32 = 5;

/// A coding this server makes, with its name in headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Brotli,
    Zstd,
    Gzip,
}

impl Coding {
    /// The name, or none for the plain bytes.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// The letter that stands for it in the names of answers.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Identity => 'i',
            Self::Brotli => 'b',
            Self::Zstd => 'z',
            Self::Gzip => 'g',
        }
    }

    /// The best coding that the request's `Accept-Encoding` allows (RFC 9110, section 12.5.3).
    pub(super) fn wanted(request: &impl HttpMessage) -> Self {
        let mut best = (0, Self::Identity);
        let elements = || weighted(request.headers(), &ACCEPT_ENCODING);
        for coding in [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity] {
            let named = elements().find(|(name, _)| coding.is_called(name));
            let weight = named.or_else(|| elements().find(|(name, _)| *name == "*")).map_or(0, |(_, weight)| weight);
            if weight > best.0 {
                best = (weight, coding);
            }
        }
        best.1
    }

    /// Returns true if `name` is a name of the coding. `x-gzip` is an old one (RFC 9110, section 8.4.1.3).
    fn is_called(self, name: &str) -> bool {
        let own = self.name().unwrap_or("identity");
        own.eq_ignore_ascii_case(name) || (self == Self::Gzip && name.eq_ignore_ascii_case("x-gzip"))
    }

    /// This one, unless it is not worth while for so many bytes.
    pub(super) fn for_length(self, length: usize) -> Self {
        if length < CODED_MIN { Self::Identity } else { self }
    }

    /// The bytes in this coding.
    pub(super) fn encode(self, plain: &Bytes) -> std::io::Result<Bytes> {
        let coded = match self {
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
        Ok(coded.into())
    }

    /// What brings one piece after the other into this coding.
    pub(super) fn coder(self) -> std::io::Result<Coder> {
        Ok(match self {
            Self::Identity => Coder::Identity,
            Self::Brotli => {
                Coder::Brotli(Box::new(brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, 20)))
            }
            Self::Zstd => Coder::Zstd(zstd::stream::write::Encoder::new(Vec::new(), ZSTD_LEVEL)?),
            Self::Gzip => Coder::Gzip(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL))),
        })
    }
}

/// Codes an answer piece by piece.
pub(super) enum Coder {
    Identity,
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
    Gzip(flate2::write::GzEncoder<Vec<u8>>),
}

impl Coder {
    /// The next piece, all of it, so that the client can decode what it has.
    pub(super) fn push(&mut self, piece: &[u8]) -> std::io::Result<Bytes> {
        fn through<W: Write>(
            writer: &mut W,
            piece: &[u8],
            made: fn(&mut W) -> &mut Vec<u8>,
        ) -> std::io::Result<Vec<u8>> {
            writer.write_all(piece)?;
            writer.flush()?;
            Ok(std::mem::take(made(writer)))
        }
        let coded = match self {
            Self::Identity => piece.to_vec(),
            Self::Brotli(writer) => through(writer.as_mut(), piece, brotli::CompressorWriter::get_mut)?,
            Self::Zstd(writer) => through(writer, piece, zstd::stream::write::Encoder::get_mut)?,
            Self::Gzip(writer) => through(writer, piece, flate2::write::GzEncoder::get_mut)?,
        };
        Ok(coded.into())
    }

    /// What ends the coding.
    pub(super) fn finish(self) -> std::io::Result<Bytes> {
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
    fn the_coding_with_the_highest_weight_is_chosen_whatever_else_the_header_says() {
        for (accepted, coding) in [
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("gzip;q=1.0, br;q=0.5", Coding::Gzip),
            ("*", Coding::Brotli),
            ("br;q=0, *", Coding::Zstd),
            ("gzip;q=0", Coding::Identity),
            ("identity, gzip;q=.5", Coding::Identity),
            ("GZIP", Coding::Gzip),
            ("x-gzip", Coding::Gzip),
            ("deflate", Coding::Identity),
            ("", Coding::Identity),
            ("\"nonsense, gzip;q=.5, br;q=high", Coding::Gzip),
        ] {
            let request = TestRequest::get().insert_header((ACCEPT_ENCODING, accepted)).to_http_request();
            assert_eq!(Coding::wanted(&request), coding, "{accepted}");
        }
        assert_eq!(Coding::wanted(&TestRequest::get().to_http_request()), Coding::Identity);
    }
}

//! Content codings: which one a client wants, and making it.

use std::io::Write;

use actix_web::HttpMessage;
use actix_web::http::header::{ACCEPT_ENCODING, AcceptEncoding, ContentEncoding, Encoding, Header};
use actix_web::web::Bytes;

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
        if !request.headers().contains_key(ACCEPT_ENCODING) {
            return Self::Identity;
        }
        let Ok(accepted) = AcceptEncoding::parse(request) else { return Self::Identity };
        let supported = [Encoding::brotli(), Encoding::zstd(), Encoding::gzip(), Encoding::identity()];
        match accepted.negotiate(supported.iter()) {
            Some(Encoding::Known(ContentEncoding::Brotli)) => Self::Brotli,
            Some(Encoding::Known(ContentEncoding::Zstd)) => Self::Zstd,
            Some(Encoding::Known(ContentEncoding::Gzip)) => Self::Gzip,
            _ => Self::Identity,
        }
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

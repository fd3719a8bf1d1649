//! Content codings: which one a client wants, and making it.

use std::io::Write;

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptEncoding, ContentEncoding, Encoding, Header};

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

    /// The best coding that the request's `Accept-Encoding` allows (RFC 9110, section 12.5.3).
    pub(super) fn negotiated(request: &HttpRequest, length: usize) -> Self {
        if length < CODED_MIN {
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

    /// The bytes in this coding.
    pub(super) fn encode(self, plain: Vec<u8>) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Identity => Ok(plain),
            Self::Brotli => {
                let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, 20);
                writer.write_all(&plain)?;
                Ok(writer.into_inner())
            }
            Self::Zstd => zstd::bulk::compress(&plain, ZSTD_LEVEL),
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL));
                writer.write_all(&plain)?;
                writer.finish()
            }
        }
    }
}

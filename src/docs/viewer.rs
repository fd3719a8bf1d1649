//! Swagger UI: the files that its page loads.
//!
//! The vendored archive holds the whole repository of Swagger UI. The compiler copies the compressed bytes of these files
//! out of it, so that the program contains nothing else of it. The page, its style and its start are Cairn's own.

use std::io::{self, Read as _};
use std::sync::OnceLock;

use actix_web::web::Bytes;
use flate2::bufread::DeflateDecoder;

use super::archive::{ArchiveEntry, Compression};

/// Declares a file that is in the archive.
macro_rules! archived {
    ($name:literal, $content_type:literal) => {{
        const ENTRY: ArchiveEntry = ArchiveEntry::find(concat!("/dist/", $name));
        static PACKED: [u8; ENTRY.packed_size] = ENTRY.copy();
        ViewerFile {
            name: $name,
            content_type: $content_type,
            compression: ENTRY.compression,
            packed: &PACKED,
            gzip_trailer: ENTRY.gzip_trailer(),
            gzip: OnceLock::new(),
            content: OnceLock::new(),
        }
    }};
}

/// Declares a file of this folder.
macro_rules! own {
    ($name:literal, $content_type:literal, $path:literal) => {
        ViewerFile {
            name: $name,
            content_type: $content_type,
            compression: Compression::Stored,
            packed: include_bytes!($path),
            gzip_trailer: [0; 8],
            gzip: OnceLock::new(),
            content: OnceLock::new(),
        }
    };
}

static FILES: [ViewerFile; 7] = [
    own!("index.html", "text/html; charset=utf-8", "viewer.html"),
    own!("viewer.css", "text/css; charset=utf-8", "viewer.css"),
    own!("swagger-initializer.js", "text/javascript; charset=utf-8", "initializer.js"),
    archived!("swagger-ui.css", "text/css"),
    archived!("swagger-ui-bundle.js", "text/javascript"),
    archived!("favicon-16x16.png", "image/png"),
    archived!("favicon-32x32.png", "image/png"),
];

/// The start of a gzip file: deflate, no options, no time, unknown system (RFC 1952).
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// A file of the viewer.
pub(super) struct ViewerFile {
    name: &'static str,
    pub(super) content_type: &'static str,
    compression: Compression,
    packed: &'static [u8],
    gzip_trailer: [u8; 8],
    gzip: OnceLock<Bytes>,
    content: OnceLock<Bytes>,
}

impl ViewerFile {
    /// Finds a file by its name; without a name, the page.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        let name = if name.is_empty() { "index.html" } else { name };
        FILES.iter().find(|file| file.name == name)
    }

    /// Returns the content compressed with gzip, made of the bytes of the archive; none if they are not compressed.
    pub(super) fn gzip(&self) -> Option<Bytes> {
        match self.compression {
            Compression::Stored => None,
            Compression::Deflated => {
                let pack = || Bytes::from([&GZIP_HEADER, self.packed, &self.gzip_trailer].concat());
                Some(self.gzip.get_or_init(pack).clone())
            }
        }
    }

    /// Returns the content. The first call decompresses it.
    pub(super) fn content(&self) -> io::Result<Bytes> {
        if let Some(content) = self.content.get() {
            return Ok(content.clone());
        }
        let content = match self.compression {
            Compression::Stored => Bytes::from_static(self.packed),
            Compression::Deflated => {
                let mut content = Vec::new();
                DeflateDecoder::new(self.packed).read_to_end(&mut content)?;
                Bytes::from(content)
            }
        };
        Ok(self.content.get_or_init(|| content).clone())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_what_its_name_says() {
        for file in &FILES {
            let content = file.content().unwrap();
            let begins_as_expected = match file.content_type {
                "image/png" => content.starts_with(b"\x89PNG"),
                _ => std::str::from_utf8(&content).is_ok_and(|text| !text.trim().is_empty()),
            };
            assert!(begins_as_expected, "{}", file.name);
        }
    }

    #[test]
    fn the_compressed_content_is_the_content() {
        let mut compressed = 0;
        for file in &FILES {
            let Some(packed) = file.gzip() else { continue };
            let mut content = Vec::new();
            flate2::bufread::GzDecoder::new(packed.as_ref()).read_to_end(&mut content).unwrap();
            assert!(packed.len() < content.len() / 2, "{}", file.name);
            assert_eq!(content, file.content().unwrap(), "{}", file.name);
            compressed += 1;
        }
        assert!(compressed >= 2, "{compressed}");
    }

    #[test]
    fn every_file_that_the_page_names_is_served() {
        let page = ViewerFile::find("").unwrap().content().unwrap();
        let page = std::str::from_utf8(&page).unwrap();
        let names: Vec<&str> = page
            .split('"')
            .map(|text| text.trim_start_matches("./"))
            .filter(|text| [".js", ".css", ".png"].iter().any(|ending| text.ends_with(ending)))
            .collect();
        assert!(names.len() > 3, "{names:?}");
        for name in names {
            assert!(ViewerFile::find(name).is_some(), "{name}");
        }
    }
}

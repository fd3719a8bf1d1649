//! Swagger UI: the files that its page loads.
//!
//! The vendored archive holds the whole repository of Swagger UI. The compiler copies the compressed bytes of these files
//! out of it, so that the program contains nothing else of it.

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
            content: OnceLock::new(),
        }
    }};
}

static FILES: [ViewerFile; 8] = [
    archived!("index.html", "text/html"),
    archived!("index.css", "text/css"),
    archived!("swagger-ui.css", "text/css"),
    archived!("swagger-ui-bundle.js", "text/javascript"),
    archived!("swagger-ui-standalone-preset.js", "text/javascript"),
    archived!("favicon-16x16.png", "image/png"),
    archived!("favicon-32x32.png", "image/png"),
    // The one in the archive opens an example of Swagger.
    ViewerFile {
        name: "swagger-initializer.js",
        content_type: "text/javascript",
        compression: Compression::Stored,
        packed: include_bytes!("initializer.js"),
        content: OnceLock::new(),
    },
];

/// A file of the viewer.
pub(super) struct ViewerFile {
    name: &'static str,
    pub(super) content_type: &'static str,
    compression: Compression,
    packed: &'static [u8],
    content: OnceLock<Bytes>,
}

impl ViewerFile {
    /// Finds a file by its name; without a name, the page.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        let name = if matches!(name, "" | "/") { "index.html" } else { name };
        FILES.iter().find(|file| file.name == name)
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
    fn every_file_that_the_page_names_is_served() {
        let page = ViewerFile::find("").unwrap().content().unwrap();
        let page = std::str::from_utf8(&page).unwrap();
        let names: Vec<&str> = page
            .split('"')
            .map(|text| text.trim_start_matches("./"))
            .filter(|text| [".js", ".css", ".png"].iter().any(|ending| text.ends_with(ending)))
            .collect();
        assert!(names.len() > 4, "{names:?}");
        for name in names {
            assert!(ViewerFile::find(name).is_some(), "{name}");
        }
    }
}

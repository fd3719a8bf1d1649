//! Document formats that cannot be imported, with advice for each.

use std::path::Path;

/// A document format from which text cannot be read.
struct UnsupportedFormat {
    /// Its name in sentences.
    name: &'static str,
    endings: &'static [&'static str],
    media_types: &'static [&'static str],
    /// The way to get its text.
    advice: &'static str,
}

const UNSUPPORTED: &[UnsupportedFormat] = &[
    UnsupportedFormat {
        name: "a Word document",
        endings: &["docx", "doc", "docm", "dotx", "dot"],
        media_types: &[
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/msword",
            "application/vnd.ms-word.document.macroenabled.12",
        ],
        advice: "save it in Word as \"Web Page, Filtered\" (.html) and import that",
    },
    UnsupportedFormat {
        name: "a LibreOffice document",
        endings: &["odt", "ott", "fodt", "sxw"],
        media_types: &["application/vnd.oasis.opendocument.text"],
        advice: "save it in LibreOffice as \"HTML Document (Writer)\" (.html) and import that",
    },
    UnsupportedFormat {
        name: "a rich text document (RTF)",
        endings: &["rtf"],
        media_types: &["application/rtf", "text/rtf", "text/richtext"],
        advice: "open it in a word processor, save it as a web page (.html) and import that",
    },
    UnsupportedFormat {
        name: "a Google Docs document",
        endings: &["gdoc"],
        media_types: &["application/vnd.google-apps.document"],
        advice: "download it from Google Docs as \"Web Page (.html, zipped)\" or \"Markdown (.md)\" and import that",
    },
    UnsupportedFormat {
        name: "a Pages document",
        endings: &["pages"],
        media_types: &["application/vnd.apple.pages"],
        advice: "export it from Pages as Word, save that as a web page (.html) and import it",
    },
    UnsupportedFormat {
        name: "a PDF",
        endings: &["pdf"],
        media_types: &["application/pdf"],
        advice: "save its original document as a web page (.html) or as Markdown (.md) and import that",
    },
    UnsupportedFormat {
        name: "an e-book",
        endings: &["epub", "mobi", "azw3"],
        media_types: &["application/epub+zip"],
        advice: "unpack it (an .epub is a ZIP archive of web pages) and import the folder",
    },
];

/// The first bytes of documents, and the file extension of the format.
const SIGNATURES: &[(&[u8], &str)] =
    &[(b"{\\rtf", "rtf"), (b"%PDF-", "pdf"), (b"\xD0\xCF\x11\xE0", "doc"), (b"PK\x03\x04", "docx")];

/// Returns the advice about a file of that name, if it cannot be imported as it is.
pub(super) fn by_path(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
    UNSUPPORTED.iter().find(|form| form.endings.contains(&ending.as_str())).map(sentence)
}

/// Returns the advice about a body of that media type.
pub(super) fn by_media_type(media_type: &str) -> Option<String> {
    UNSUPPORTED.iter().find(|form| form.media_types.contains(&media_type)).map(sentence)
}

/// Returns the advice about a document that starts with these bytes, whatever its name.
pub fn by_content(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (_, ending) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature))?;
    UNSUPPORTED.iter().find(|form| form.endings.contains(ending)).map(sentence)
}

fn sentence(form: &UnsupportedFormat) -> String {
    format!("{} cannot be imported as it is: {}", form.name, form.advice)
}

//! Functions to write XML documents.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::http::Problem;

pub(super) type XmlWriter = Writer<Vec<u8>>;

/// Returns an XML document with the elements that `write` writes.
pub(super) fn xml_document(write: impl FnOnce(&mut XmlWriter) -> io::Result<()>) -> Result<String, Problem> {
    let mut writer = Writer::new(Vec::new());
    let written = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    written.and_then(|()| write(&mut writer)).map_err(Problem::internal)?;
    String::from_utf8(writer.into_inner()).map_err(Problem::internal)
}

/// Writes an element that has only text.
pub(super) fn write_element(xml: &mut XmlWriter, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&strip_invalid(text))).map(|_| ())
}

/// Removes the characters that XML 1.0 forbids even in escaped form. Validated texts have none.
pub(super) fn strip_invalid(text: &str) -> String {
    text.chars()
        .filter(|character| match character {
            '\t' | '\n' | '\r' => true,
            '\u{FFFE}' | '\u{FFFF}' => false,
            other => *other >= ' ',
        })
        .collect()
}

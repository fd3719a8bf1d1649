//! Feeds: what was published lately, for feed readers, and all there is, for search engines.
//!
//! Owns their formats and that every address in them is a whole one. Must not know how an article is written as HTML.

pub mod atom;
pub mod json_feed;
mod newest;
pub mod query;
pub mod sitemap;
mod store;

use std::io;

use actix_web::web;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::http::{Problem, Resource};

/// What feeds say of the site as a whole.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Where readers find it, without a slash at the end; put before addresses that are paths.
    pub base: String,
}

impl Site {
    /// The whole address.
    pub(super) fn absolute(&self, url: &str) -> String {
        if url.starts_with('/') { format!("{}{url}", self.base) } else { url.to_owned() }
    }
}

/// Adds the addresses of feeds.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Resource::at(json_feed::PATH).get(json_feed::get_json_feed).register(config);
    Resource::at(atom::PATH).get(atom::get_atom_feed).register(config);
    Resource::at(sitemap::PATH).get(sitemap::get_sitemap).register(config);
}

type Xml = Writer<Vec<u8>>;

/// A document of XML, with what `write` puts into it.
fn xml(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Result<String, Problem> {
    let mut writer = Writer::new(Vec::new());
    let written = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    written.and_then(|()| write(&mut writer)).map_err(Problem::internal)?;
    String::from_utf8(writer.into_inner()).map_err(Problem::internal)
}

/// An element that holds text and nothing else.
fn element(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&legible(text))).map(|_| ())
}

/// The text without what no document of XML may hold, however it is written. Texts that were checked have none of it.
fn legible(text: &str) -> String {
    text.chars()
        .filter(|character| match character {
            '\t' | '\n' | '\r' => true,
            '\u{FFFE}' | '\u{FFFF}' => false,
            other => *other >= ' ',
        })
        .collect()
}

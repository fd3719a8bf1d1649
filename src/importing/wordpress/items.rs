//! The streaming parser of an export: the channel, then one item after another.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use crate::importing::text::LineCounter;

/// Facts about the site.
#[derive(Debug, Default)]
pub(super) struct Channel {
    pub language: String,
    /// The URL of the blog.
    pub blog: String,
    /// The URL of the site with all its blogs.
    pub base: String,
    /// The public URL.
    pub link: String,
    /// Author names by login.
    pub authors: HashMap<String, String>,
}

impl Channel {
    /// Returns the URL of the site.
    pub(super) fn site(&self) -> &str {
        let addresses = [&self.blog, &self.link, &self.base];
        addresses.into_iter().map(|address| address.trim()).find(|address| !address.is_empty()).unwrap_or_default()
    }
}

/// An item: a post, a page, or another type.
#[derive(Debug, Default)]
pub(super) struct WxrItem {
    pub line: u64,
    pub title: String,
    pub creator: String,
    pub guid: String,
    pub content: String,
    /// The line where the content starts.
    pub content_line: u64,
    pub excerpt: String,
    pub id: String,
    /// The publication time: in UTC if the export states it, else in the site's time zone.
    pub date: String,
    pub name: String,
    pub status: String,
    pub post_type: String,
    pub has_password: bool,
    pub comments: usize,
    pub categories: Vec<Category>,
}

/// A category or tag of an item.
#[derive(Debug)]
pub(super) struct Category {
    pub name: String,
    /// The slug.
    pub nicename: String,
}

/// Receives the items of an export.
type HandleItem<'h> = &'h mut dyn FnMut(&Channel, WxrItem);

/// The namespace of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vocabulary {
    Rss,
    WordPress,
    Content,
    Excerpt,
    DublinCore,
    Other,
}

impl Vocabulary {
    fn of(namespace: &ResolveResult<'_>) -> Self {
        let ResolveResult::Bound(namespace) = namespace else { return Self::Rss };
        let uri: &str = namespace.as_ref();
        match uri {
            "http://purl.org/rss/1.0/modules/content/" => Self::Content,
            "http://purl.org/dc/elements/1.1/" => Self::DublinCore,
            _ if !uri.contains("wordpress.org/export/") => Self::Other,
            _ if uri.trim_end_matches('/').ends_with("/excerpt") => Self::Excerpt,
            _ => Self::WordPress,
        }
    }
}

/// Maximum nesting depth of elements.
const DEPTH_MAX: usize = 64;

/// Parses the export and passes each item to `handle_item`.
pub(super) fn parse(xml: &str, handle_item: HandleItem<'_>) -> Result<(), String> {
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut parser = WxrParser::default();
    let mut line_counter = LineCounter::new(xml, 1);
    loop {
        let line = line_counter.line_at(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)) as u64;
        let (namespace, event) = reader.read_resolved_event().map_err(|error| format!("line {line}: {error}"))?;
        match event {
            Event::Start(element) => parser.start(Vocabulary::of(&namespace), &element, line)?,
            Event::End(_) => parser.end(handle_item),
            Event::Text(text) => parser.text(&text, line),
            Event::CData(text) => parser.text(&text, line),
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let resolved = reference.resolve_char_ref().ok().flatten().map(String::from);
                let known = quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned);
                parser.text(&resolved.or(known).unwrap_or_else(|| format!("&{name};")), line);
            }
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// An author in the export.
#[derive(Default)]
struct Author {
    login: String,
    name: String,
}

/// An open XML element.
struct OpenXmlElement {
    vocabulary: Vocabulary,
    name: String,
    /// The attribute `nicename` of a category.
    nicename: String,
}

#[derive(Default)]
struct WxrParser {
    channel: Channel,
    item: Option<WxrItem>,
    /// The author being read.
    author: Author,
    /// The open elements, outermost first.
    path: Vec<OpenXmlElement>,
    text: String,
    text_line: u64,
}

impl WxrParser {
    fn start(&mut self, vocabulary: Vocabulary, element: &BytesStart<'_>, line: u64) -> Result<(), String> {
        if self.path.len() >= DEPTH_MAX {
            return Err(format!("line {line}: the elements are nested too deeply for a WordPress export"));
        }
        let name = element.local_name().as_ref().to_owned();
        if (vocabulary, name.as_str()) == (Vocabulary::Rss, "item") {
            self.item = Some(WxrItem { line, ..WxrItem::default() });
        }
        let attribute = |wanted: &str| {
            let found = element.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == wanted);
            found.map(|found| found.value.into_owned())
        };
        let nicename = if name == "category" { attribute("nicename").unwrap_or_default() } else { String::new() };
        self.path.push(OpenXmlElement { vocabulary, name, nicename });
        self.text.clear();
        self.text_line = line;
        Ok(())
    }

    fn text(&mut self, text: &str, line: u64) {
        if self.text.is_empty() {
            self.text_line = line;
        }
        self.text.push_str(text);
    }

    fn end(&mut self, handle_item: HandleItem<'_>) {
        let Some(OpenXmlElement { vocabulary, name, nicename }) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let in_comment = self.path.iter().any(|element| element.name == "comment");
        match (vocabulary, name.as_str(), &mut self.item) {
            (Vocabulary::Rss, "item", _) => {
                if let Some(item) = self.item.take() {
                    handle_item(&self.channel, item);
                }
            }
            (Vocabulary::WordPress, "comment", Some(item)) => item.comments += 1,
            (_, _, Some(_)) if in_comment => {}
            (Vocabulary::Rss, "title", Some(item)) => item.title = text,
            (Vocabulary::Rss, "guid", Some(item)) => item.guid = text,
            (Vocabulary::Rss, "pubDate", Some(item)) if item.date.is_empty() => item.date = text,
            (Vocabulary::DublinCore, "creator", Some(item)) => item.creator = text,
            (Vocabulary::Content, "encoded", Some(item)) => {
                item.content = text;
                item.content_line = self.text_line;
            }
            (Vocabulary::Excerpt, "encoded", Some(item)) => item.excerpt = text,
            (Vocabulary::WordPress, "post_id", Some(item)) => item.id = text,
            (Vocabulary::WordPress, "post_date_gmt", Some(item)) if !text.starts_with("0000") => item.date = text,
            (Vocabulary::WordPress, "post_date", Some(item)) if item.date.is_empty() && !text.starts_with("0000") => {
                item.date = text;
            }
            (Vocabulary::WordPress, "post_name", Some(item)) => item.name = text,
            (Vocabulary::WordPress, "status", Some(item)) => text.trim().clone_into(&mut item.status),
            (Vocabulary::WordPress, "post_type", Some(item)) => item.post_type = text,
            (Vocabulary::WordPress, "post_password", Some(item)) => item.has_password = !text.is_empty(),
            (Vocabulary::Rss, "category", Some(item)) => item.categories.push(Category { name: text, nicename }),
            (Vocabulary::Rss, "language", None) => self.channel.language = text.trim().to_owned(),
            (Vocabulary::WordPress, "base_site_url", None) => self.channel.base = text,
            (Vocabulary::WordPress, "base_blog_url", None) => self.channel.blog = text,
            (Vocabulary::Rss, "link", None) => self.channel.link = text,
            (Vocabulary::WordPress, "author_login", None) => self.author.login = text,
            (Vocabulary::WordPress, "author_display_name", None) => self.author.name = text,
            (Vocabulary::WordPress, "author", None) => {
                let Author { login, name } = std::mem::take(&mut self.author);
                if !name.trim().is_empty() {
                    self.channel.authors.insert(login, name);
                }
            }
            _ => {}
        }
    }
}

//! What WordPress exports: extended RSS ("WXR") of versions 1.0 to 1.2, read as a stream.
//!
//! Owns which items become articles and what their fields mean. The text of a post is HTML, with the line breaks of
//! the classic editor where no block editor has been at it.

mod items;
mod shortcodes;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, json};

use super::credits::credit;
use super::html::{LineBreaks, read};
use super::manuscript::{Conversion, Converted, Notes, Origin, finish, one_line, shortened};
use super::moments::moment;
use super::publication::Publication;
use super::source::{LastingName, Source};
use super::topics::Topics;
use crate::content::Slug;
use items::{Channel, Item, Listener};

/// Whether a text looks like an export of WordPress.
fn is_wordpress(text: &str) -> bool {
    let beginning: String = text.chars().take(5_000).collect();
    beginning.contains("<rss") && beginning.contains("wordpress.org/export/")
}

/// Reads an export: each post and page becomes an article. The error says where the XML is broken.
pub fn read_wordpress(source: &Source<'_>, xml: &str) -> Result<Conversion, String> {
    if !is_wordpress(xml) {
        return Err("not an export of WordPress".to_owned());
    }
    let mut posts = Posts {
        source: *source,
        conversion: Conversion::default(),
        notes: Notes::default(),
        left_out: Vec::new(),
        left_out_at: HashMap::new(),
        names: HashSet::new(),
    };
    items::read(xml, &mut posts)?;
    let Posts { mut conversion, mut notes, left_out, .. } = posts;
    for (kind, count, line) in left_out {
        notes.add(line, format!("Items of type \"{}\" ({count}, this the first) were left out.", shortened(&kind)));
    }
    conversion.notes = notes.into_list();
    Ok(conversion)
}

struct Posts<'s> {
    source: Source<'s>,
    conversion: Conversion,
    notes: Notes,
    /// The types of items that become nothing: how many there were, and where the first.
    left_out: Vec<(String, usize, u64)>,
    /// The index of each type in `left_out`.
    left_out_at: HashMap<String, usize>,
    /// The names that articles have so far.
    names: HashSet<String>,
}

impl Listener for Posts<'_> {
    fn item(&mut self, channel: &Channel, item: Item) {
        let is_text = matches!(item.post_type.as_str(), "post" | "page" | "");
        if !is_text || item.status == "trash" || item.status == "auto-draft" {
            let kind = if is_text { item.status } else { item.post_type };
            let known = self.left_out_at.get(&kind).and_then(|place| self.left_out.get_mut(*place));
            if let Some((_, count, _)) = known {
                *count += 1;
            } else {
                self.left_out_at.insert(kind.clone(), self.left_out.len());
                self.left_out.push((kind, 1, item.line));
            }
            return;
        }
        let converted = self.article(channel, item);
        self.conversion.things.extend(converted);
    }
}

impl Posts<'_> {
    fn article(&mut self, channel: &Channel, item: Item) -> Vec<Converted> {
        let mut topics = Topics::default();
        let mut notes = Notes::default();
        let is_classic = !item.content.contains("<!-- wp:");
        let content = shortcodes::take_out(&item.content, &mut notes);
        let line_breaks = if is_classic { LineBreaks::Paragraphs } else { LineBreaks::Spaces };
        let (mut manuscript, _) = read(&content, line_breaks);
        manuscript.map_lines(|line| line + item.content_line.saturating_sub(1));
        notes.map_lines(|line| line + item.content_line.saturating_sub(1));
        manuscript.notes.append(notes);
        let notes = &mut manuscript.notes;
        for (name, nicename) in &item.categories {
            topics.add(name, Some(nicename), notes);
        }
        let mut fields = Map::new();
        if !topics.is_empty() {
            fields.insert("topics".to_owned(), topics.names());
        }
        let author = channel.authors.get(&item.creator).unwrap_or(&item.creator);
        let author = one_line(author);
        if !author.is_empty() {
            fields.insert("authors".to_owned(), json!([credit(&author)]));
        }
        if item.comments > 0 {
            notes.add(item.line, format!("Its comments ({}) were left out.", item.comments));
        }
        let mut publication = Publication::default();
        if item.has_password {
            publication.keep_back("a password protects it");
        }
        if item.status != "publish" {
            publication.keep_back(&format!("its status is \"{}\"", shortened(&item.status)));
        }
        let date = moment(&item.date);
        if let Some(date) = date {
            publication.published_on(date, &format!("its date is {}", shortened(&item.date)));
        }
        if !item.date.is_empty() && publication.since.is_none() {
            notes.add(item.line, format!("Its date was left out: {}.", shortened(&item.date)));
        }
        let title = one_line(&item.title);
        manuscript.title = Some(title).filter(|title| !title.is_empty());
        manuscript.summary = Some(one_line(&plain(&item.excerpt))).filter(|summary| !summary.is_empty());
        let locale = self.source.locale_of(Some(&channel.language));
        let fallback_title = format!("{} {}", if item.post_type == "page" { "Page" } else { "Post" }, item.id);
        let mut converted = topics.into_converted();
        converted.extend(finish(
            manuscript,
            Origin {
                name: LastingName::Known(self.source_id(channel, &item)),
                line: item.line,
                locale: &locale,
                fallback_title,
                slug: Some(item.name).filter(|name| Slug::from_heading(name).is_some()),
                fields,
                publication,
            },
        ));
        converted
    }

    /// The name that lasts: the site, and the guid, which WordPress never changes, or the number of the post. A copy of a
    /// site has the guids of the other one. What has the name of another post is told apart by its number, or by how
    /// many come before it.
    fn source_id(&mut self, channel: &Channel, item: &Item) -> String {
        let (guid, id) = (one_line(&item.guid), one_line(&item.id));
        let site = one_line(channel.site()).trim_end_matches('/').to_owned();
        let plain = |address: &str| {
            let address = address.split_once("://").map_or(address, |(_, rest)| rest);
            address.strip_prefix("www.").unwrap_or(address).to_lowercase()
        };
        let is_of_site = !site.is_empty()
            && plain(&guid)
                .strip_prefix(&plain(&site))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let of_site = |name: &str| {
            if site.is_empty() { self.source.part(name) } else { self.source.named(&format!("{site}#{name}")) }
        };
        let by_guid = match guid.as_str() {
            "" => None,
            guid if is_of_site || (site.is_empty() && guid.contains("://")) => Some(self.source.named(guid)),
            guid => Some(of_site(guid)),
        };
        let counted = of_site(&format!("{id}#{}", self.names.len()));
        let by_number = Some(id.as_str()).filter(|id| !id.is_empty()).map(of_site);
        let name = [by_guid, by_number].into_iter().flatten().find(|name| !self.names.contains(name));
        let name = name.unwrap_or(counted);
        self.names.insert(name.clone());
        name
    }
}

/// The words of a piece of HTML.
fn plain(html: &str) -> String {
    let (mut manuscript, _) = read(html, LineBreaks::Spaces);
    manuscript.close();
    manuscript.parts.iter().map(|part| part.text()).collect::<Vec<_>>().join(" ")
}

/// The names of authors by their log-in.
type Authors = HashMap<String, String>;

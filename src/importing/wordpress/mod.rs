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
use super::manuscript::{Conversion, Converted, Notes, Origin, Standing, finish, one_line, shortened};
use super::moments::moment;
use super::source::Source;
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
    /// The names that articles have so far.
    names: HashSet<String>,
}

impl Listener for Posts<'_> {
    fn item(&mut self, channel: &Channel, item: Item) {
        let is_text = matches!(item.post_type.as_str(), "post" | "page" | "");
        if !is_text || item.status == "trash" || item.status == "auto-draft" {
            let kind = if is_text { item.status } else { item.post_type };
            match self.left_out.iter_mut().find(|(known, ..)| *known == kind) {
                Some((_, count, _)) => *count += 1,
                None => self.left_out.push((kind, 1, item.line)),
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
        if item.has_password {
            notes.add(item.line, "It was protected by a password, and is a draft now.");
        }
        let is_public = item.status == "publish" && !item.has_password;
        let date = moment(&item.date);
        if !item.date.is_empty() && (date.is_none() || !is_public) {
            notes.add(item.line, format!("Its date was left out: {}.", shortened(&item.date)));
        }
        if !is_public && !item.has_password {
            notes.add(item.line, format!("Its status is \"{}\": it stays a draft.", shortened(&item.status)));
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
                source_id: self.source_id(channel, &item),
                locale: &locale,
                fallback_title,
                slug: Some(item.name).filter(|name| Slug::from_heading(name).is_some()),
                fields,
                standing: if is_public { Standing::Ready } else { Standing::Draft },
                public_since: date.filter(|_| is_public),
            },
        ));
        converted
    }

    /// The name that lasts: the guid, which WordPress never changes; else the number of the post on its site. A copy
    /// that has the guid of another is told apart by its number, or by how many come before it.
    fn source_id(&mut self, channel: &Channel, item: &Item) -> String {
        let guid = one_line(&item.guid);
        let numbered = format!("{}#{}", one_line(&channel.site), one_line(&item.id));
        let counted = format!("{numbered}#{}", self.names.len());
        let name = [guid, numbered].into_iter().find(|name| !name.is_empty() && !self.names.contains(name));
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

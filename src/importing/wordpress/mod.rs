//! WordPress exports: extended RSS ("WXR") of versions 1.0 to 1.2, parsed as a stream.
//!
//! Owns the choice of items that become articles, and the meaning of their fields. The text of a post is HTML. Without
//! block markup, line breaks have the meaning of the classic editor.

mod items;
mod shortcodes;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, json};

use super::html::{LineBreaks, read};
use super::parsed::{ConvertedEntity, ConvertedFile, DocumentInfo, Notes, credit, into_entities};
use super::publication::Publication;
use super::source::{ImportSource, SourceId};
use super::timestamps::parse_timestamp;
use super::topics::TopicCollector;
use crate::content::Slug;
use crate::importing::text::{abbreviate, one_line};
use items::{Channel, WxrItem};

/// Returns true if a text looks like a WordPress export.
fn is_wordpress(text: &str) -> bool {
    let beginning: String = text.chars().take(5_000).collect();
    beginning.contains("<rss") && beginning.contains("wordpress.org/export/")
}

/// Reads an export. Each post and page becomes an article. The error states the position of the XML error.
pub fn read_wordpress(source: &ImportSource<'_>, xml: &str) -> Result<ConvertedFile, String> {
    if !is_wordpress(xml) {
        return Err("not an export of WordPress".to_owned());
    }
    let mut converter = PostConverter {
        source: *source,
        converted: ConvertedFile::default(),
        notes: Notes::default(),
        skipped: Vec::new(),
        skipped_index: HashMap::new(),
        names: HashSet::new(),
    };
    items::parse(xml, &mut |channel, item| converter.handle_item(channel, item))?;
    let PostConverter { mut converted, mut notes, skipped, .. } = converter;
    for SkippedType { name, count, line } in skipped {
        notes.add(line, format!("Items of type \"{}\" ({count}; this is the first) were left out.", abbreviate(&name)));
    }
    converted.notes = notes.into_list();
    Ok(converted)
}

struct PostConverter<'s> {
    source: ImportSource<'s>,
    converted: ConvertedFile,
    notes: Notes,
    /// The item types that are not imported.
    skipped: Vec<SkippedType>,
    /// The index of each type in `skipped`.
    skipped_index: HashMap<String, usize>,
    /// The source ids assigned so far.
    names: HashSet<String>,
}

/// An item type that is not imported.
struct SkippedType {
    name: String,
    count: usize,
    /// The line of its first item.
    line: u64,
}

impl PostConverter<'_> {
    fn handle_item(&mut self, channel: &Channel, item: WxrItem) {
        let is_text = matches!(item.post_type.as_str(), "post" | "page" | "");
        if !is_text || item.status == "trash" || item.status == "auto-draft" {
            let kind = if is_text { item.status } else { item.post_type };
            let known = self.skipped_index.get(&kind).and_then(|index| self.skipped.get_mut(*index));
            if let Some(known) = known {
                known.count += 1;
            } else {
                self.skipped_index.insert(kind.clone(), self.skipped.len());
                self.skipped.push(SkippedType { name: kind, count: 1, line: item.line });
            }
            return;
        }
        let converted = self.article(channel, item);
        self.converted.entities.extend(converted);
    }

    fn article(&mut self, channel: &Channel, item: WxrItem) -> Vec<ConvertedEntity> {
        let mut topics = TopicCollector::default();
        let mut notes = Notes::default();
        let is_classic = !item.content.contains("<!-- wp:");
        let content = shortcodes::strip(&item.content, &mut notes);
        let line_breaks = if is_classic { LineBreaks::Paragraphs } else { LineBreaks::Spaces };
        let (mut parsed, _) = read(&content, line_breaks);
        parsed.map_lines(|line| line + item.content_line.saturating_sub(1));
        notes.map_lines(|line| line + item.content_line.saturating_sub(1));
        parsed.notes.append(notes);
        let notes = &mut parsed.notes;
        for category in &item.categories {
            topics.add(&category.name, Some(&category.nicename), notes);
        }
        let mut fields = Map::new();
        if !topics.is_empty() {
            fields.insert("topics".to_owned(), topics.slugs());
        }
        let author = one_line(channel.authors.get(&item.creator).unwrap_or(&item.creator));
        if !author.is_empty() {
            fields.insert("authors".to_owned(), json!([credit(&author)]));
        }
        if item.comments > 0 {
            notes.add(item.line, format!("Its comments ({}) were left out.", item.comments));
        }
        let mut publication = Publication::default();
        if item.has_password {
            publication.keep_as_draft("a password protects it");
        }
        if item.status != "publish" {
            publication.keep_as_draft(&format!("its status is \"{}\"", abbreviate(&item.status)));
        }
        let date = parse_timestamp(&item.date);
        if let Some(date) = date {
            publication.published_on(date, &format!("its date is {}", abbreviate(&item.date)));
        }
        if !item.date.is_empty() && publication.since.is_none() {
            notes.add(item.line, format!("Its date was left out: {}.", abbreviate(&item.date)));
        }
        parsed.title = Some(one_line(&item.title)).filter(|title| !title.is_empty());
        parsed.summary = Some(one_line(&text_of_html(&item.excerpt))).filter(|summary| !summary.is_empty());
        let locale = self.source.locale_of(Some(&channel.language));
        let fallback_title = format!("{} {}", if item.post_type == "page" { "Page" } else { "Post" }, item.id);
        let mut converted = topics.into_entities();
        let (name, line) = (SourceId::Known(self.source_id(channel, &item)), item.line);
        let slug = Some(item.name).filter(|name| Slug::from_heading(name).is_some());
        let info = DocumentInfo { name, line, locale: &locale, fallback_title, slug, fields, publication };
        converted.extend(into_entities(parsed, info));
        converted
    }

    /// Returns a stable source id: the site with the guid, which WordPress never changes, or with the post number. The copy
    /// of a site has the guids of the original. If the id is taken, the post number or a counter makes it unique.
    fn source_id(&mut self, channel: &Channel, item: &WxrItem) -> String {
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
            if site.is_empty() { self.source.part_id(name) } else { self.source.scoped_id(&format!("{site}#{name}")) }
        };
        let by_guid = match guid.as_str() {
            "" => None,
            guid if is_of_site || (site.is_empty() && guid.contains("://")) => Some(self.source.scoped_id(guid)),
            guid => Some(of_site(guid)),
        };
        let counted = of_site(&format!("{id}#{}", self.names.len()));
        let by_number = Some(id.as_str()).filter(|id| !id.is_empty()).map(of_site);
        let mut names = [by_guid, by_number].into_iter().flatten();
        let name = names.find(|name| !self.names.contains(name)).unwrap_or(counted);
        self.names.insert(name.clone());
        name
    }
}

/// Returns the text of a piece of HTML.
fn text_of_html(html: &str) -> String {
    let (mut parsed, _) = read(html, LineBreaks::Spaces);
    parsed.close();
    parsed.blocks.iter().map(|block| block.text()).collect::<Vec<_>>().join(" ")
}

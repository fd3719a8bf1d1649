//! Article files: Markdown with optional front matter, split into sections at its headings.
//!
//! Owns the positions of the splits. Must not know the meaning of the front matter or the location of files.

use std::borrow::Cow;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use serde_json::Value;

use super::comments::{self, Comments};
use super::error::DocumentError;
use super::front_matter;
use super::link_definitions::LinkDefinitions;
use super::markdown_source::{FILE_MAX, OPTIONS, SectionFile, with_line_feeds};
use super::parsed;
use super::text::LineCounter;

/// Headings of level 3 and deeper are part of a section's text.
const DEEPEST_SECTION_LEVEL: u8 = 2;

/// Maximum number of headings that start sections. Further ones stay in the text of the last section, with a warning.
const HEADINGS_MAX: usize = 1_000;

/// A parsed article file.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleFile {
    /// The front matter: always an object, empty if the file has none.
    pub front: Value,
    /// The comments that were removed, if the file is not in the import format.
    pub comments: Comments,
    /// The text of the title: a single `#` heading at the start of the file.
    pub title: Option<String>,
    /// The text of the first heading of any level.
    pub first_heading: Option<String>,
    /// The sections, in order.
    pub sections: Vec<SectionFile>,
}

/// Reads an article: optional front matter, then Markdown. Sections start at `##` headings, or at `#` headings if the
/// file has several of them.
pub fn read_article_file(text: &str) -> Result<ArticleFile, DocumentError> {
    if text.len() > FILE_MAX {
        return Err(DocumentError::TooLong { bytes: text.len() });
    }
    let text = with_line_feeds(text.strip_prefix('\u{feff}').unwrap_or(text));
    let (front, body) = front_matter::split(&text)?;
    let body_line = text[..text.len() - body.len()].matches('\n').count() + 1;
    // The import format has no comment syntax: the Markdown parser handles HTML in it.
    let (body, comments) = if is_import_format(&front) {
        (Cow::Borrowed(body), Comments::default())
    } else {
        comments::strip(body, body_line)
    };
    let (headings, definitions) = scan_headings(&body);
    let first_heading = headings.first().map(|heading| heading.text.trim().to_owned()).filter(|text| !text.is_empty());
    let (title, sections) = split_sections(&body, body_line, headings, definitions);
    Ok(ArticleFile { front, comments, title, first_heading, sections })
}

/// Returns true if the front matter is that of the import format. A missing field is then an error instead of derived.
///
/// An exported draft may lack the slug and the summary. It has a translation group instead, which other programs do not
/// write.
fn is_import_format(front: &Value) -> bool {
    let has_all = |names: &[&str]| names.iter().all(|name| front.get(name).is_some());
    has_all(&["locale", "slug", "summary"]) || has_all(&["locale", "sourceId", "translationGroupId"])
}

/// Returns true if a file is in the import format.
pub fn is_article_file(file: &ArticleFile) -> bool {
    is_import_format(&file.front)
}

/// Returns the first paragraph outside of lists and quotations, as plain text on one line.
pub(super) fn first_paragraph(markdown: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut images = 0_usize;
    let mut open: Option<String> = None;
    for event in Parser::new_ext(markdown, OPTIONS) {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => depth += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => depth = depth.saturating_sub(1),
            Event::Start(Tag::Paragraph) if depth == 0 => open = Some(String::new()),
            Event::End(TagEnd::Paragraph) => {
                let text = open.take().unwrap_or_default();
                let words: Vec<&str> = text.split_whitespace().collect();
                if !words.is_empty() {
                    return Some(words.join(" "));
                }
            }
            // The alternative text of an image, such as a badge, does not describe the article.
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images = images.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if images == 0 => {
                if let Some(open) = &mut open {
                    open.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(open) = &mut open {
                    open.push(' ');
                }
            }
            _ => {}
        }
    }
    None
}

/// A heading outside of lists and quotations.
struct FileHeading {
    level: HeadingLevel,
    start: usize,
    end: usize,
    text: String,
    anchor: Option<String>,
    /// True if nothing precedes it.
    is_first: bool,
}

fn split_sections(
    body: &str,
    body_line: usize,
    mut headings: Vec<FileHeading>,
    mut definitions: LinkDefinitions,
) -> (Option<String>, Vec<SectionFile>) {
    let levels: Vec<parsed::OutlineHeading> = headings
        .iter()
        .map(|heading| parsed::OutlineHeading { level: heading.level as u8, is_first: heading.is_first })
        .collect();
    let outline = parsed::outline(&levels, DEEPEST_SECTION_LEVEL);
    let title = outline.has_title.then(|| headings.remove(0));
    headings.retain(|heading| heading.level as u8 == outline.section_level);

    let mut sections = Vec::with_capacity(headings.len() + 1);
    let mut start = title.as_ref().map_or(0, |title| title.end);
    let mut line_counter = LineCounter::new(body, body_line);
    let mut heading: Option<FileHeading> = None;
    for next in headings.into_iter().map(Some).chain([None]) {
        let end = next.as_ref().map_or(body.len(), |next| next.start);
        let markdown = body[start..end].trim_matches('\n').trim_end();
        if heading.is_some() || !markdown.is_empty() {
            let blank = body[start..end].len() - body[start..end].trim_start_matches('\n').len();
            let line = line_counter.line_at(start + blank);
            let markdown = definitions.append_used(markdown, start..end);
            let (text, anchor) = heading.map_or((None, None), |heading| (Some(heading.text), heading.anchor));
            let text = text.filter(|text| !text.trim().is_empty());
            sections.push(SectionFile { heading: text, anchor, markdown, line });
        }
        start = next.as_ref().map_or(end, |next| next.end);
        heading = next;
    }
    (title.map(|title| title.text), sections)
}

/// Returns the headings of the text, in order, and its link definitions.
fn scan_headings(body: &str) -> (Vec<FileHeading>, LinkDefinitions) {
    let mut events = Parser::new_ext(body, OPTIONS).into_offset_iter();
    let definitions = LinkDefinitions::new(body, events.reference_definitions());
    let mut headings: Vec<FileHeading> = Vec::new();
    let mut depth = 0_usize;
    let mut in_heading = false;
    for (position, (event, range)) in events.by_ref().enumerate() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) if depth == 0 && headings.len() < HEADINGS_MAX => {
                in_heading = true;
                let anchor = id.map(|id| id.to_string());
                let (start, end) = (range.start, range.end);
                headings.push(FileHeading { level, start, end, text: String::new(), anchor, is_first: position == 0 });
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => depth += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => depth = depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if in_heading => push_to_last(&mut headings, &text),
            Event::SoftBreak | Event::HardBreak if in_heading => push_to_last(&mut headings, " "),
            _ => {}
        }
    }
    (headings, definitions)
}

fn push_to_last(headings: &mut [FileHeading], text: &str) {
    if let Some(heading) = headings.last_mut() {
        heading.text.push_str(text);
    }
}

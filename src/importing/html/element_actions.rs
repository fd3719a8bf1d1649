//! The effects of the start and end tags of each element.

use super::elements::ElementRole;
use super::reader::HtmlReader;
use super::stack::{LinkStart, OpenElement};
use super::tokens::StartTag;
use super::urls::link_url;
use crate::content::portable_text::ListItem;
use crate::importing::text::abbreviate;

impl HtmlReader {
    /// Applies a start tag.
    pub(super) fn open_element(&mut self, tag: &StartTag<'_>, open: &mut OpenElement, line: u64) {
        let claimed = || tag.attribute("aria-level").or_else(|| tag.attribute("data-aria-level"));
        let level = || claimed().and_then(|level| level.trim().parse::<u8>().ok());
        match open.role {
            ElementRole::Block | ElementRole::Form => {
                self.flow.open_heading(tag.attribute("id"));
                if open.role == ElementRole::Form {
                    self.flow.parsed.notes.add(line, "A form was left out; the text in it stays.");
                }
                if tag.has_value("role", "heading") {
                    open.heading = Some(level().unwrap_or(2).clamp(1, 6));
                }
                let is_named = tag.name == "p" && self.layout.is_from_word_processor;
                let is_title = |class: &str| class == "MsoTitle" || (is_named && class == "title");
                if tag.attribute("class").is_some_and(|classes| classes.split_whitespace().any(is_title)) {
                    open.heading = Some(0);
                }
            }
            ElementRole::Heading(level) => {
                self.flow.open_heading(tag.attribute("id"));
                open.heading = Some(level);
            }
            ElementRole::List { numbered } => {
                self.flow.end_block();
                // Google Docs writes the levels of a list as consecutive lists, each with its level in its class.
                let level = tag.attribute("class").and_then(level_of_google_docs);
                let first = tag.attribute("start").filter(|first| numbered && first.trim() != "1" && level.is_none());
                if let Some(first) = first {
                    let sentence = format!("The list starts at {}; numbers always start at 1.", abbreviate(first));
                    self.flow.parsed.notes.add(line, sentence);
                }
                self.flow.open_list(if numbered { ListItem::Number } else { ListItem::Bullet }, level);
            }
            ElementRole::Item => {
                self.flow.end_block();
                self.flow.open_item(level().filter(|level| *level > 0));
            }
            ElementRole::Quote => {
                self.flow.end_block();
                self.flow.quotes += 1;
            }
            ElementRole::Preformatted => {
                self.flow.end_block();
                self.flow.preformatted += 1;
            }
            ElementRole::Table => {
                self.flow.parsed.notes.add(line, "A table became one paragraph for each of its rows.");
                self.flow.open_table();
            }
            ElementRole::Row => self.flow.open_row(),
            ElementRole::Cell => self.flow.open_cell(line),
            ElementRole::Link => self.open_link(tag, open, line),
            ElementRole::InlineQuote => self.flow.text("“", line),
            _ => {}
        }
    }

    fn open_link(&mut self, tag: &StartTag<'_>, open: &mut OpenElement, line: u64) {
        let Some(href) = tag.attribute("href").filter(|_| self.is_in_content()) else { return };
        let Some(address) = link_url(href, self.metadata.base.as_ref()) else {
            let sentence = format!("The link to \"{}\" was left out; its words stay.", abbreviate(href));
            self.flow.parsed.notes.add(line, sentence);
            return;
        };
        let looks_like_button = tag.has_value("role", "button")
            || tag.attribute("class").is_some_and(|classes| {
                classes.split_whitespace().any(|class| class.contains("btn") || class.contains("button"))
            });
        if looks_like_button && self.flow.can_hold_button() {
            self.flow.open_button(address);
            return;
        }
        open.link_start = Some(LinkStart { address: abbreviate(&address).into(), written: self.flow.written });
        open.link = Some(self.flow.parsed.add_link(address));
    }

    /// Applies the end of an element.
    pub(super) fn close_element(&mut self, open: &OpenElement, line: u64) {
        match open.role {
            ElementRole::Block | ElementRole::Form | ElementRole::Heading(_) => self.flow.end_block(),
            ElementRole::List { .. } => {
                self.flow.end_block();
                self.flow.close_list();
            }
            ElementRole::Item => {
                self.flow.end_block();
                self.flow.close_item();
            }
            ElementRole::Quote => {
                self.flow.end_block();
                self.flow.quotes = self.flow.quotes.saturating_sub(1);
            }
            ElementRole::Preformatted => {
                self.flow.end_block();
                self.flow.preformatted = self.flow.preformatted.saturating_sub(1);
            }
            ElementRole::Table => self.flow.close_table(),
            ElementRole::Row => self.flow.open_row(),
            ElementRole::InlineQuote => self.flow.text("”", line),
            ElementRole::Link => {
                self.flow.close_button();
                if let Some(LinkStart { address, written }) = &open.link_start
                    && self.flow.written == *written
                {
                    let sentence = format!("The link to {address} has no words and was left out.");
                    self.flow.parsed.notes.add(line, sentence);
                }
            }
            _ => {}
        }
    }

    /// Applies an element without content.
    pub(super) fn void_element(&mut self, tag: &StartTag<'_>, role: ElementRole, line: u64) {
        let value = |name: &str| tag.attribute(name).map(abbreviate).unwrap_or_default();
        match role {
            ElementRole::Break => self.flow.line_break(),
            ElementRole::Image => {
                let alt = value("alt");
                let shows = if alt.is_empty() { String::new() } else { format!(", which shows “{alt}”") };
                let sentence = format!("The image {}{shows}, was left out.", value("src"));
                self.flow.parsed.notes.add(line, sentence.replace(" ,", ","));
            }
            ElementRole::Field if tag.has_value("type", "checkbox") => {
                self.flow.parsed.notes.add(line, "A checkbox was left out.");
            }
            ElementRole::Field if !tag.has_value("type", "hidden") => {
                let words = [value("value"), value("placeholder")].join(" ");
                let placeholder =
                    if words.trim().is_empty() { String::new() } else { format!(": “{}”", words.trim()) };
                self.flow.parsed.notes.add(line, format!("A form field was left out{placeholder}."));
            }
            ElementRole::Block => self.flow.end_block(),
            ElementRole::Skipped(what) => {
                self.flow.parsed.notes.add(line, format!("{what} ({}) was left out.", value("src")));
            }
            _ => {}
        }
    }
}

/// Returns the level from the class of a Google Docs list, from 1: "lst-kix_abc-1" is level 2.
fn level_of_google_docs(classes: &str) -> Option<u8> {
    let class = classes.split_whitespace().find_map(|class| class.strip_prefix("lst-kix_"))?;
    let level: u8 = class.rsplit_once('-')?.1.parse().ok()?;
    level.checked_add(1)
}

//! What the elements of a page do as they open and close.

use super::addresses::target;
use super::elements::Role;
use super::reader::Reader;
use super::stack::Open;
use super::tokens::StartTag;
use crate::content::portable_text::ListItem;
use crate::importing::manuscript::shortened;

impl Reader {
    /// What an element does as it opens.
    pub(super) fn apply(&mut self, tag: &StartTag<'_>, open: &mut Open, line: u64) {
        let claimed = || tag.attribute("aria-level").or_else(|| tag.attribute("data-aria-level"));
        let level = || claimed().and_then(|level| level.trim().parse::<u8>().ok());
        match open.role {
            Role::Block | Role::Form => {
                self.flow.open_heading(tag.attribute("id"));
                if open.role == Role::Form {
                    self.flow.manuscript.notes.add(line, "A form was left out; the text in it stays.");
                }
                if tag.says("role", "heading") {
                    open.heading = Some(level().unwrap_or(2).clamp(1, 6));
                }
                let is_named = tag.name == "p" && self.survey.is_of_word_processor;
                let is_title = |class: &str| class == "MsoTitle" || (is_named && class == "title");
                if tag.attribute("class").is_some_and(|classes| classes.split_whitespace().any(is_title)) {
                    open.heading = Some(0);
                }
            }
            Role::Heading(level) => {
                self.flow.open_heading(tag.attribute("id"));
                open.heading = Some(level);
            }
            Role::List { numbered } => {
                self.flow.part();
                // Google Docs writes the levels of a list one after another, each with its own number.
                let level = tag.attribute("class").and_then(level_of_google_docs);
                let first = tag.attribute("start").filter(|first| numbered && first.trim() != "1" && level.is_none());
                if let Some(first) = first {
                    let sentence = format!("The list starts at {}; numbers always start at 1.", shortened(first));
                    self.flow.manuscript.notes.add(line, sentence);
                }
                self.flow.open_list(if numbered { ListItem::Number } else { ListItem::Bullet }, level);
            }
            Role::Item => {
                self.flow.part();
                self.flow.open_item(level().filter(|level| *level > 0));
            }
            Role::Quote => {
                self.flow.part();
                self.flow.quotes += 1;
            }
            Role::Literal => {
                self.flow.part();
                self.flow.literal += 1;
            }
            Role::Table => {
                self.flow.manuscript.notes.add(line, "A table became one paragraph for each of its rows.");
                self.flow.open_table();
            }
            Role::Row => self.flow.open_row(),
            Role::Cell => self.flow.open_cell(line),
            Role::Link => self.open_link(tag, open, line),
            Role::InlineQuote => self.flow.text("“", line),
            _ => {}
        }
    }

    fn open_link(&mut self, tag: &StartTag<'_>, open: &mut Open, line: u64) {
        let Some(href) = tag.attribute("href").filter(|_| self.reads()) else { return };
        let Some(address) = target(href, self.head.base.as_ref()) else {
            let sentence = format!("The link to \"{}\" was left out; its words stay.", shortened(href));
            self.flow.manuscript.notes.add(line, sentence);
            return;
        };
        let looks_like_button = tag.says("role", "button")
            || tag.attribute("class").is_some_and(|classes| {
                classes.split_whitespace().any(|class| class.contains("btn") || class.contains("button"))
            });
        if looks_like_button && self.flow.takes_button() {
            self.flow.open_button(address);
            return;
        }
        open.href = Some((shortened(&address).into(), self.flow.written));
        open.link = Some(self.flow.manuscript.link(address));
    }

    /// What an element does as it closes.
    pub(super) fn undo(&mut self, open: &Open, line: u64) {
        match open.role {
            Role::Block | Role::Form | Role::Heading(_) => self.flow.part(),
            Role::List { .. } => {
                self.flow.part();
                self.flow.close_list();
            }
            Role::Item => {
                self.flow.part();
                self.flow.close_item();
            }
            Role::Quote => {
                self.flow.part();
                self.flow.quotes = self.flow.quotes.saturating_sub(1);
            }
            Role::Literal => {
                self.flow.part();
                self.flow.literal = self.flow.literal.saturating_sub(1);
            }
            Role::Table => self.flow.close_table(),
            Role::Row => self.flow.open_row(),
            Role::InlineQuote => self.flow.text("”", line),
            Role::Link => {
                self.flow.close_button();
                if let Some((address, written)) = &open.href
                    && self.flow.written == *written
                {
                    let sentence = format!("The link to {address} has no words and was left out.");
                    self.flow.manuscript.notes.add(line, sentence);
                }
            }
            _ => {}
        }
    }

    /// What an element without content does.
    pub(super) fn void(&mut self, tag: &StartTag<'_>, role: Role, line: u64) {
        let value = |name: &str| tag.attribute(name).map(shortened).unwrap_or_default();
        match role {
            Role::Break => self.flow.line_break(),
            Role::Image => {
                let alt = value("alt");
                let shows = if alt.is_empty() { String::new() } else { format!(", which shows “{alt}”") };
                let sentence = format!("The image {}{shows}, was left out.", value("src"));
                self.flow.manuscript.notes.add(line, sentence.replace(" ,", ","));
            }
            Role::Field if tag.says("type", "checkbox") => {
                self.flow.manuscript.notes.add(line, "A box to tick was left out.");
            }
            Role::Field if !tag.says("type", "hidden") => {
                let words = [value("value"), value("placeholder")].join(" ");
                let told = if words.trim().is_empty() { String::new() } else { format!(": “{}”", words.trim()) };
                self.flow.manuscript.notes.add(line, format!("A field of a form was left out{told}."));
            }
            Role::Block => self.flow.part(),
            Role::LeftOut(what) => {
                self.flow.manuscript.notes.add(line, format!("{what} ({}) was left out.", value("src")));
            }
            _ => {}
        }
    }
}

/// The level that the class of a list says, from 1: "lst-kix_abc-1" is the second.
fn level_of_google_docs(classes: &str) -> Option<u8> {
    let class = classes.split_whitespace().find_map(|class| class.strip_prefix("lst-kix_"))?;
    let level: u8 = class.rsplit_once('-')?.1.parse().ok()?;
    level.checked_add(1)
}

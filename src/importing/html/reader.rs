//! The tags of a page, one after another: which elements are open, and what that makes of the words between.

use super::LineBreaks;
use super::elements::{Role, around_the_text, ends, is_scope, is_void, role};
use super::flow::Flow;
use super::head::Head;
use super::leaving_out::{Count, Left, LeftOut};
use super::review::{self, begins_comment, is_tracked};
use super::stack::{Open, Stack};
use super::styles::{Classes, Style};
use super::survey::{Region, Survey, is_main};
use super::tokens::{Sink, StartTag};
use crate::importing::manuscript::{Manuscript, shortened};

pub(super) struct Reader {
    pub(super) survey: Survey,
    region: Region,
    pub(super) head: Head,
    pub(super) flow: Flow,
    stack: Stack,
    classes: Classes,
    leaving_out: Option<LeftOut>,
    left_out: Count,
    title: Option<String>,
    tables: usize,
}

impl Reader {
    pub(super) fn new(survey: Survey, line_breaks: LineBreaks) -> Self {
        Self {
            region: survey.region(),
            survey,
            head: Head::default(),
            flow: Flow::new(line_breaks),
            stack: Stack::default(),
            classes: Classes::default(),
            leaving_out: None,
            left_out: Count::default(),
            title: None,
            tables: 0,
        }
    }

    pub(super) fn finish(mut self) -> (Manuscript, Head) {
        self.flow.part();
        if let Some(left) = self.leaving_out.take() {
            self.left_out.add(&left, &mut self.flow.manuscript.notes);
        }
        self.left_out.finish(&mut self.flow.manuscript.notes);
        (self.flow.finish(), self.head)
    }

    /// Whether what comes now belongs to the text.
    pub(super) fn reads(&self) -> bool {
        matches!(self.region, Region::All | Region::Body) || self.stack.is_in_main()
    }

    /// What an element is left out as, with all that is in it.
    fn left_out(&self, tag: &StartTag<'_>, role: Role, style: &Style) -> Option<Left> {
        if let Some(left) = review::left_out(tag, self.survey.is_of_word_processor) {
            return Some(left);
        }
        match role {
            Role::LeftOut("What is shown where scripts do not run") => {
                return Some(Left::IfWords("What is shown where scripts do not run"));
            }
            Role::LeftOut(what) => return Some(Left::Named(what)),
            Role::Code(kind) => return Some(Left::Code(kind)),
            _ => {}
        }
        if style.hidden || tag.attribute("hidden").is_some() {
            return Some(Left::IfWords("Hidden text"));
        }
        if self.region == Region::All || is_main(tag) {
            return None;
        }
        let around = around_the_text(tag.name, tag.attribute("role"))?;
        let heads = tag.name == "header" && self.survey.heading_in_header;
        let outside = if self.region == Region::Body { !heads } else { tag.name == "nav" && self.reads() };
        outside.then_some(Left::IfWords(around))
    }

    /// Closes what a start tag ends without saying so.
    fn end_implied(&mut self, name: &str, role: Role, line: u64) {
        let is_list = |open: &Open| matches!(open.role, Role::List { .. });
        let found = match role {
            Role::Item => {
                self.stack.nearest(|open| open.role == Role::Item, |open| is_list(open) || is_scope(&open.name))
            }
            Role::Cell => self.stack.nearest(|open| open.role == Role::Cell, |open| open.role == Role::Table),
            Role::Row => self.stack.nearest(|open| open.role == Role::Row, |open| open.role == Role::Table),
            _ => None,
        };
        if let Some(index) = found {
            self.close(index, line);
        }
        if let Some(index) = self.stack.nearest(|open| ends(&open.name, name, role), |open| is_scope(&open.name)) {
            self.close(index, line);
        }
        if role == Role::Link
            && let Some(index) = self.stack.nearest(|open| open.role == Role::Link, |open| is_scope(&open.name))
        {
            self.close(index, line);
        }
    }

    fn close(&mut self, index: usize, line: u64) {
        self.flow.flush_space();
        for open in self.stack.close(index) {
            self.undo(&open, line);
        }
        self.refresh();
    }

    /// Tells the flow what the open elements make of words.
    fn refresh(&mut self) {
        self.flow.marks = self.stack.marks();
        self.flow.target = self.stack.link();
        self.flow.heading = self.stack.heading();
        self.flow.word_level = self.stack.word_level();
        self.flow.is_word_sign = self.stack.is_word_sign();
    }

    fn open(&mut self, tag: &StartTag<'_>, style: Style, line: u64) {
        let role = self.role_of(tag);
        let mut open = Open {
            name: tag.name.into(),
            role,
            style,
            link: None,
            href: None,
            is_main: match self.region {
                Region::Main => is_main(tag),
                Region::Article => tag.name == "article",
                Region::All | Region::Body => false,
            },
            heading: None,
        };
        if !self.stack.takes(&open) {
            if !role.is_of_words() {
                self.flow.part();
            }
            return;
        }
        self.apply(tag, &mut open, line);
        self.stack.push(open);
        self.refresh();
    }

    fn role_of(&self, tag: &StartTag<'_>) -> Role {
        match role(tag.name) {
            Role::Table if self.survey.is_layout(self.tables) => Role::Block,
            Role::Row | Role::Cell if !self.flow.is_in_table() => Role::Block,
            // A tracked insertion is text like any other.
            Role::Marked(_) if tag.name == "ins" && is_tracked(tag, self.survey.is_of_word_processor) => Role::Plain,
            other => other,
        }
    }
}

impl Sink for Reader {
    fn start(&mut self, tag: &StartTag<'_>, line: u64) {
        if let Some(left) = &mut self.leaving_out {
            if !is_void(tag.name) {
                left.start(tag.name);
            }
            return;
        }
        let role = role(tag.name);
        self.head.take(tag);
        match role {
            Role::Title => {
                // Images drawn in the page may have titles too; the first is that of the page.
                self.title = Some(String::new());
                return;
            }
            Role::Meta => return,
            _ => {}
        }
        let declared = tag.attribute("class").map(|classes| self.classes.of(classes)).unwrap_or_default();
        let style = declared.under(&tag.attribute("style").map(Style::read).unwrap_or_default());
        if is_void(tag.name) {
            if self.reads() {
                self.flow.flush_space();
                self.void(tag, role, line);
            }
            return;
        }
        if begins_comment(tag) {
            let around = |name: &str| self.stack.nearest(|open| &*open.name == name, |open| is_scope(&open.name));
            let name = ["div", "li", "p"].into_iter().find(|name| around(name).is_some()).unwrap_or("a");
            self.leaving_out = Some(match name {
                "a" => LeftOut::begin(tag, line, Left::Code("comment")),
                around => LeftOut::rest_of(around, line, Left::Code("comment")),
            });
            return;
        }
        if let Some(what) = self.left_out(tag, role, &style) {
            self.leaving_out = Some(LeftOut::begin(tag, line, what));
            return;
        }
        self.flow.flush_space();
        self.end_implied(tag.name, role, line);
        self.open(tag, style, line);
        self.tables += usize::from(tag.name == "table");
    }

    fn end(&mut self, name: &str, line: u64) {
        if let Some(left) = &mut self.leaving_out {
            if left.end(name)
                && let Some(left) = self.leaving_out.take()
            {
                left.style_sheet().into_iter().for_each(|sheet| self.classes.add(sheet));
                self.left_out.add(&left, &mut self.flow.manuscript.notes);
                if left.is_rest
                    && let Some(index) = self.stack.ended_by(name)
                {
                    self.close(index, line);
                }
            }
            return;
        }
        if name == "title" {
            let title = self.title.take();
            if self.head.title.is_none() {
                self.head.title = title.filter(|title| !title.trim().is_empty());
            }
            return;
        }
        match self.stack.ended_by(name) {
            Some(index) => self.close(index, line),
            None if name == "br" => self.flow.line_break(),
            None if !role(name).is_of_words() => {
                self.flow.part();
            }
            None => {}
        }
    }

    fn text(&mut self, text: &str, line: u64) {
        if let Some(left) = &mut self.leaving_out {
            left.text(text);
        } else if let Some(title) = &mut self.title {
            title.push_str(text);
        } else if self.reads() {
            self.flow.text(text, line);
        } else {
            self.left_out.outside(text, line);
        }
    }

    fn comment(&mut self, text: &str, line: u64) {
        // A block of WordPress that is made anew for each reader has no text of its own.
        let block = text.trim().strip_prefix("wp:").and_then(|block| block.strip_suffix('/'));
        if let Some(block) = block.filter(|_| self.leaving_out.is_none()) {
            let name = block.split_whitespace().next().unwrap_or_default();
            if !matches!(name, "spacer" | "separator" | "more" | "nextpage") {
                self.flow.manuscript.notes.add(line, format!("The block \"{}\" was left out.", shortened(name)));
            }
        }
        if self.leaving_out.is_none() && is_remark(text) {
            self.left_out.count("hidden comment", line);
        }
    }
}

/// Returns true if a comment of the source was written for people who work on it.
fn is_remark(text: &str) -> bool {
    let text = text.trim();
    let is_of_program =
        ["wp:", "/wp:", "[if", "[endif", "<![endif", "StartFragment", "EndFragment", "more", "nextpage", "noteaser"]
            .iter()
            .any(|start| text.starts_with(start));
    !is_of_program && text.contains(char::is_alphanumeric)
}

//! Second pass over a page: tracks the open elements and their effect on the text between the tags.

use super::elements::{ElementRole, boilerplate, implies_end_of, is_scope, is_void, role};
use super::layout::{ContentRegion, PageLayout, is_main};
use super::metadata::PageMetadata;
use super::skipped::{SkipReason, SkippedElement, SkippedSummary};
use super::stack::{ElementStack, OpenElement};
use super::styles::{ClassStyles, CssStyle};
use super::text_flow::{LineBreaks, TextFlow};
use super::tokens::{StartTag, TagSink};
use super::tracked_changes::{self, begins_comment, is_tracked};
use crate::importing::parsed::ParsedDocument;
use crate::importing::text::abbreviate;

#[derive(Default)]
pub(super) struct HtmlReader {
    pub(super) layout: PageLayout,
    region: ContentRegion,
    pub(super) metadata: PageMetadata,
    pub(super) flow: TextFlow,
    stack: ElementStack,
    classes: ClassStyles,
    skipping: Option<SkippedElement>,
    skipped: SkippedSummary,
    title: Option<String>,
    tables: usize,
}

impl HtmlReader {
    pub(super) fn new(layout: PageLayout, line_breaks: LineBreaks) -> Self {
        Self { region: layout.region(), layout, flow: TextFlow::new(line_breaks), ..Self::default() }
    }

    pub(super) fn finish(mut self) -> (ParsedDocument, PageMetadata) {
        self.flow.end_block();
        if let Some(skipped) = self.skipping.take() {
            self.skipped.add(&skipped, &mut self.flow.parsed.notes);
        }
        self.skipped.finish(&mut self.flow.parsed.notes);
        (self.flow.finish(), self.metadata)
    }

    /// Returns true if the current position is inside the content.
    pub(super) fn is_in_content(&self) -> bool {
        matches!(self.region, ContentRegion::All | ContentRegion::Body) || self.stack.is_in_main()
    }

    /// Returns the reason to skip an element with its content, if there is one.
    fn skip_reason(&self, tag: &StartTag<'_>, role: ElementRole, style: &CssStyle) -> Option<SkipReason> {
        if let Some(skipped) = tracked_changes::skip_reason(tag, self.layout.is_from_word_processor) {
            return Some(skipped);
        }
        match role {
            ElementRole::Skipped("Text for browsers without scripts") => {
                return Some(SkipReason::IfText("Text for browsers without scripts"));
            }
            ElementRole::Skipped(what) => return Some(SkipReason::Always(what)),
            ElementRole::Code(kind) => return Some(SkipReason::Code(kind)),
            _ => {}
        }
        if style.hidden || tag.attribute("hidden").is_some() {
            return Some(SkipReason::IfText("Hidden text"));
        }
        if self.region == ContentRegion::All || is_main(tag) {
            return None;
        }
        let description = boilerplate(tag.name, tag.attribute("role"))?;
        let is_page_heading = tag.name == "header" && self.layout.heading_in_header;
        let outside = match self.region {
            ContentRegion::Body => !is_page_heading,
            _ => tag.name == "nav" && self.is_in_content(),
        };
        outside.then_some(SkipReason::IfText(description))
    }

    /// Closes the elements that a start tag ends implicitly.
    fn end_implied(&mut self, name: &str, role: ElementRole, line: u64) {
        let is_list = |open: &OpenElement| matches!(open.role, ElementRole::List { .. });
        let found = match role {
            ElementRole::Item => {
                self.stack.find_nearest(|open| open.role == role, |open| is_list(open) || is_scope(&open.name))
            }
            ElementRole::Cell | ElementRole::Row => {
                self.stack.find_nearest(|open| open.role == role, |open| open.role == ElementRole::Table)
            }
            _ => None,
        };
        if let Some(index) = found {
            self.close(index, line);
        }
        if let Some(index) = self.stack.find_in_scope(|open| implies_end_of(&open.name, name, role)) {
            self.close(index, line);
        }
        if role == ElementRole::Link
            && let Some(index) = self.stack.find_in_scope(|open| open.role == role)
        {
            self.close(index, line);
        }
    }

    fn close(&mut self, index: usize, line: u64) {
        self.flow.flush_space();
        for open in self.stack.close(index) {
            self.close_element(&open, line);
        }
        self.refresh();
    }

    /// Passes the combined effect of the open elements to the flow.
    fn refresh(&mut self) {
        self.flow.marks = self.stack.marks();
        self.flow.target = self.stack.link();
        self.flow.heading = self.stack.heading();
        self.flow.ms_list_level = self.stack.ms_list_level();
        self.flow.is_ms_list_marker = self.stack.is_ms_list_marker();
    }

    fn open(&mut self, tag: &StartTag<'_>, style: CssStyle, line: u64) {
        let role = self.role_of(tag);
        let mut open = OpenElement {
            name: tag.name.into(),
            role,
            style,
            link: None,
            link_start: None,
            is_main: match self.region {
                ContentRegion::Main => is_main(tag),
                ContentRegion::Article => tag.name == "article",
                ContentRegion::All | ContentRegion::Body => false,
            },
            heading: None,
        };
        if !self.stack.can_open(&open) {
            if !role.is_inline() {
                self.flow.end_block();
            }
            return;
        }
        self.open_element(tag, &mut open, line);
        self.stack.push(open);
        self.refresh();
    }

    fn role_of(&self, tag: &StartTag<'_>) -> ElementRole {
        match role(tag.name) {
            ElementRole::Table if self.layout.is_layout(self.tables) => ElementRole::Block,
            ElementRole::Row | ElementRole::Cell if !self.flow.is_in_table() => ElementRole::Block,
            // A tracked insertion is normal text.
            ElementRole::Marked(_) if tag.name == "ins" && is_tracked(tag, self.layout.is_from_word_processor) => {
                ElementRole::Plain
            }
            other => other,
        }
    }
}

impl TagSink for HtmlReader {
    fn start(&mut self, tag: &StartTag<'_>, line: u64) {
        if let Some(skipped) = &mut self.skipping {
            if !is_void(tag.name) {
                skipped.start(tag.name);
            }
            return;
        }
        let role = role(tag.name);
        self.metadata.take(tag);
        match role {
            ElementRole::Title => {
                // Inline SVG images may have titles too. The first title is that of the page.
                self.title = Some(String::new());
                return;
            }
            ElementRole::Meta => return,
            _ => {}
        }
        let declared = tag.attribute("class").map(|classes| self.classes.of(classes)).unwrap_or_default();
        let style = declared.overridden_by(&tag.attribute("style").map(CssStyle::read).unwrap_or_default());
        if is_void(tag.name) {
            if self.is_in_content() {
                self.flow.flush_space();
                self.void_element(tag, role, line);
            }
            return;
        }
        if begins_comment(tag) {
            let is_open = |name: &&str| self.stack.find_in_scope(|open| *open.name == **name).is_some();
            let name = ["div", "li", "p"].into_iter().find(is_open).unwrap_or("a");
            self.skipping = Some(match name {
                "a" => SkippedElement::begin(tag, line, SkipReason::Code("comment")),
                around => SkippedElement::rest_of(around, line, SkipReason::Code("comment")),
            });
            return;
        }
        if let Some(what) = self.skip_reason(tag, role, &style) {
            self.skipping = Some(SkippedElement::begin(tag, line, what));
            return;
        }
        self.flow.flush_space();
        self.end_implied(tag.name, role, line);
        self.open(tag, style, line);
        self.tables += usize::from(tag.name == "table");
    }

    fn end(&mut self, name: &str, line: u64) {
        if let Some(skipped) = &mut self.skipping {
            if skipped.end(name)
                && let Some(skipped) = self.skipping.take()
            {
                skipped.style_sheet().into_iter().for_each(|sheet| self.classes.add(sheet));
                self.skipped.add(&skipped, &mut self.flow.parsed.notes);
                if skipped.is_rest
                    && let Some(index) = self.stack.find_ended(name)
                {
                    self.close(index, line);
                }
            }
            return;
        }
        if name == "title" {
            let title = self.title.take();
            if self.metadata.title.is_none() {
                self.metadata.title = title.filter(|title| !title.trim().is_empty());
            }
            return;
        }
        match self.stack.find_ended(name) {
            Some(index) => self.close(index, line),
            None if name == "br" => self.flow.line_break(),
            None if !role(name).is_inline() => self.flow.end_block(),
            None => {}
        }
    }

    fn text(&mut self, text: &str, line: u64) {
        if let Some(skipped) = &mut self.skipping {
            skipped.text(text);
        } else if let Some(title) = &mut self.title {
            title.push_str(text);
        } else if self.is_in_content() {
            self.flow.text(text, line);
        } else {
            self.skipped.outside(text, line);
        }
    }

    fn comment(&mut self, text: &str, line: u64) {
        // A dynamic WordPress block is rendered per request and has no text of its own.
        let block = text.trim().strip_prefix("wp:").and_then(|block| block.strip_suffix('/'));
        if let Some(block) = block.filter(|_| self.skipping.is_none()) {
            let name = block.split_whitespace().next().unwrap_or_default();
            if !matches!(name, "spacer" | "separator" | "more" | "nextpage") {
                self.flow.parsed.notes.add(line, format!("The block \"{}\" was left out.", abbreviate(name)));
            }
        }
        if self.skipping.is_none() && is_human_comment(text) {
            self.skipped.count("hidden comment", line);
        }
    }
}

/// Returns true if a comment was written by a person, for people who edit the source.
fn is_human_comment(text: &str) -> bool {
    let text = text.trim();
    let is_of_program =
        ["wp:", "/wp:", "[if", "[endif", "<![endif", "StartFragment", "EndFragment", "more", "nextpage", "noteaser"]
            .iter()
            .any(|start| text.starts_with(start));
    !is_of_program && text.contains(char::is_alphanumeric)
}

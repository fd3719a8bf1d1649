//! Handles the events of the Markdown parser iteratively, so that deep nesting cannot exhaust the stack.

use std::borrow::Cow;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::block_builder::{BlockBuilder, TextContext};
use super::body_builder::{BodyBuilder, LocatedBlocks};
use super::diagnostics::{Diagnostics, excerpt};
use super::html;
use super::open_marks::OpenMarks;
use crate::content::portable_text::{BLOCKS_MAX, CalloutTone, Style};
use crate::importing::reference::ResolveReference;
use crate::importing::text::normalize_text;

/// Maximum number of blocks made from foreign Markdown. A book has fewer paragraphs.
pub(super) const PAGE_BLOCKS_MAX: usize = 10_000;

/// An open link.
pub(super) struct OpenLink {
    pub(super) at: usize,
    pub(super) address: String,
    /// The position where its text starts.
    pub(super) start: (usize, usize),
    pub(super) mark: Option<String>,
}

/// An open block of HTML.
struct HtmlBlock {
    at: usize,
    source: String,
}

pub(super) struct EventReader<'t> {
    pub(super) diagnostics: Diagnostics<'t>,
    pub(super) resolve: ResolveReference<'t>,
    /// True for Markdown that was not written for Cairn.
    pub(super) is_foreign: bool,
    body: BodyBuilder,
    /// The open block quotes, outermost first.
    quotes: Vec<QuoteFrame>,
    builder: Option<BlockBuilder>,
    pub(super) marks: OpenMarks,
    pub(super) links: Vec<OpenLink>,
    /// True inside of `<phrase:…>`, whose text is its address.
    pub(super) in_phrase: bool,
    in_code: bool,
    html: Option<HtmlBlock>,
    cells: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum QuoteFrame {
    Quote,
    Callout,
    /// A nested callout that became part of the outer one.
    Flattened,
}

impl<'t> EventReader<'t> {
    pub(super) fn new(diagnostics: Diagnostics<'t>, resolve: ResolveReference<'t>, is_foreign: bool) -> Self {
        Self {
            diagnostics,
            resolve,
            is_foreign,
            body: BodyBuilder::default(),
            quotes: Vec::new(),
            builder: None,
            marks: OpenMarks::default(),
            links: Vec::new(),
            in_phrase: false,
            in_code: false,
            html: None,
            cells: 0,
        }
    }

    /// Returns true if the block limit is exceeded: further events make no difference.
    pub(super) fn is_full(&self) -> bool {
        self.body.count() > if self.is_foreign { PAGE_BLOCKS_MAX } else { BLOCKS_MAX }
    }

    /// Handles the next event, which starts at offset `at`.
    pub(super) fn read(&mut self, event: Event<'_>, at: usize) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag),
            Event::Code(code) => self.marked_text(&code, Some("code"), at),
            Event::Html(source) => {
                if let Some(html) = &mut self.html {
                    html.source.push_str(&source);
                }
            }
            Event::InlineHtml(source) => self.inline_html(&source, at),
            Event::SoftBreak => {
                let marks = self.marks.names();
                self.builder(at).push_space(marks);
            }
            Event::HardBreak => self.marked_text("\n", None, at),
            Event::Rule => {
                self.finish_draft();
                self.diagnostics.warn(at, "A horizontal rule was left out.");
            }
            // Only `Text` is enabled. The others keep their text in case they get enabled.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(&text, at);
            }
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }, at),
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Strong => self.marks.open("strong"),
            Tag::Emphasis => self.marks.open("em"),
            Tag::Strikethrough => self.marks.open("strike-through"),
            Tag::Link { link_type, dest_url, title, .. } => self.open_link(link_type, &dest_url, &title, at),
            Tag::Image { dest_url, title, .. } => {
                let named = if title.is_empty() { String::new() } else { format!(" (\"{}\")", excerpt(&title)) };
                let sentence = format!("The image {}{named} was left out; its text stays.", excerpt(&dest_url));
                self.diagnostics.warn(at, &sentence);
            }
            Tag::TableCell => {
                if self.cells > 0 {
                    self.builder(at).push(" | ", Vec::new());
                }
                self.cells += 1;
            }
            block => {
                self.finish_draft();
                self.start_block(block, at);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Heading { level, id, classes, attrs } => {
                let style = self.heading_style(level, at);
                if id.is_some() || !classes.is_empty() || !attrs.is_empty() {
                    self.diagnostics.warn(at, "The attributes of a heading inside a section were left out.");
                }
                self.builder = Some(BlockBuilder::new(style, at, TextContext::Heading));
            }
            Tag::BlockQuote(None) => {
                self.quotes.push(QuoteFrame::Quote);
                self.body.open_quote(at, &mut self.diagnostics);
            }
            Tag::BlockQuote(Some(kind)) => {
                let opened = self.body.open_callout(tone_of(kind), at, &mut self.diagnostics);
                self.quotes.push(if opened { QuoteFrame::Callout } else { QuoteFrame::Flattened });
            }
            Tag::List(first) => self.body.open_list(at, first, &mut self.diagnostics),
            Tag::Item => self.body.open_item(),
            Tag::CodeBlock(kind) => {
                if let CodeBlockKind::Fenced(info) = kind
                    && !info.is_empty()
                {
                    let sentence = format!("The info string \"{}\" of a code block was left out.", excerpt(&info));
                    self.diagnostics.warn(at, &sentence);
                }
                self.in_code = true;
                self.builder = Some(BlockBuilder::new(Style::Normal, at, TextContext::Literal));
            }
            Tag::HtmlBlock => self.html = Some(HtmlBlock { at, source: String::new() }),
            Tag::Table(_) => self.diagnostics.warn(at, "A table became one paragraph for each of its rows."),
            Tag::TableHead | Tag::TableRow => {
                self.cells = 0;
                self.builder = Some(BlockBuilder::new(Style::Normal, at, TextContext::Row));
            }
            // A paragraph starts with its first text.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.marks.close("strong"),
            TagEnd::Emphasis => self.marks.close("em"),
            TagEnd::Strikethrough => self.marks.close("strike-through"),
            TagEnd::Link => self.close_link(),
            TagEnd::Image | TagEnd::TableCell => {}
            TagEnd::HtmlBlock => self.finish_html(),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.finish_code();
            }
            block => {
                self.finish_draft();
                match block {
                    TagEnd::List(_) => self.body.close_list(),
                    TagEnd::BlockQuote(_) => match self.quotes.pop() {
                        Some(QuoteFrame::Quote) => self.body.close_quote(),
                        Some(QuoteFrame::Callout) => self.body.close_callout(&mut self.diagnostics),
                        Some(QuoteFrame::Flattened) | None => {}
                    },
                    _ => {}
                }
            }
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.in_code {
            self.marked_text(text, Some("code"), at);
        } else if !self.in_phrase {
            self.marked_text(text, None, at);
        }
    }

    pub(super) fn marked_text(&mut self, text: &str, extra: Option<&str>, at: usize) {
        let marks = self.marks.names_with(extra);
        // For an author of Cairn, forbidden characters are an error. In foreign text they are removed.
        let text = if self.is_foreign { normalize_text(text) } else { Cow::Borrowed(text) };
        self.builder(at).push(&text, marks);
    }

    /// Returns the open text; starts a paragraph if there is none.
    pub(super) fn builder(&mut self, at: usize) -> &mut BlockBuilder {
        self.builder.get_or_insert_with(|| BlockBuilder::new(Style::Normal, at, TextContext::Paragraph))
    }

    fn finish_draft(&mut self) {
        let Some(builder) = self.builder.take() else {
            return;
        };
        if self.marks.end_block() {
            self.diagnostics.warn(builder.at, "An HTML tag is never closed; its mark ends with its paragraph.");
        }
        self.body.add_text(builder, &mut self.diagnostics);
    }

    fn finish_code(&mut self) {
        if let Some(builder) = &mut self.builder
            && let Some(span) = builder.spans.last_mut()
            && span.text.ends_with('\n')
        {
            span.text.pop();
            builder.spans.retain(|span| !span.text.is_empty());
        }
        self.finish_draft();
    }

    fn finish_html(&mut self) {
        let Some(HtmlBlock { at, source }) = self.html.take() else {
            return;
        };
        self.diagnostics.warn(at, &format!("HTML was left out ({}); text in it stays.", excerpt(source.trim())));
        for paragraph in html::paragraphs(&source) {
            self.builder = Some(BlockBuilder::new(Style::Normal, at, TextContext::Literal));
            self.marked_text(&paragraph, None, at);
            self.finish_draft();
        }
    }

    fn heading_style(&mut self, level: HeadingLevel, at: usize) -> Style {
        match level {
            HeadingLevel::H1 | HeadingLevel::H2 => {
                self.diagnostics.warn(at, "Headings inside a section start at ###; this one became ###.");
                Style::H3
            }
            HeadingLevel::H3 => Style::H3,
            HeadingLevel::H4 => Style::H4,
            HeadingLevel::H5 => Style::H5,
            HeadingLevel::H6 => Style::H6,
        }
    }

    /// Returns the blocks and the diagnostics about them.
    pub(super) fn finish(mut self) -> (LocatedBlocks, Diagnostics<'t>) {
        self.finish_draft();
        // A callout is still open if reading stopped early.
        self.body.close_callout(&mut self.diagnostics);
        (self.body.finish(), self.diagnostics)
    }
}

fn tone_of(kind: BlockQuoteKind) -> CalloutTone {
    match kind {
        BlockQuoteKind::Note | BlockQuoteKind::Tip => CalloutTone::Info,
        BlockQuoteKind::Important | BlockQuoteKind::Warning => CalloutTone::Warning,
        BlockQuoteKind::Caution => CalloutTone::Urgent,
    }
}

//! The destination of finished blocks: the body or the open callout, as quotation or list item by their context.

use super::block_builder::{BlockBuilder, PhraseLink, TextContext, join_text};
use super::diagnostics::{Diagnostics, excerpt};
use crate::content::ViolationCode;
use crate::content::portable_text::{
    Block, CallToAction, Callout, CalloutTone, LinkMark, ListItem, MarkDef, Span, Style, SuggestedPhrase, TextBlock,
};

/// The deepest level of a list item.
const LEVEL_MAX: usize = 6;

/// An open list.
struct OpenList {
    kind: ListItem,
    /// The index of the current item's block, once it has one.
    item: Option<usize>,
}

/// Blocks, each with its offset in the Markdown.
#[derive(Default)]
pub(super) struct LocatedBlocks {
    pub(super) blocks: Vec<Block>,
    pub(super) starts: Vec<usize>,
}

/// An open callout.
struct OpenCallout {
    tone: CalloutTone,
    at: usize,
    sink: BlockSink,
}

/// The blocks of the body or of a callout, and its open quotations and lists.
#[derive(Default)]
struct BlockSink {
    located: LocatedBlocks,
    quotes: usize,
    lists: Vec<OpenList>,
}

#[derive(Default)]
pub(super) struct BodyBuilder {
    body: BlockSink,
    callout: Option<OpenCallout>,
}

impl BodyBuilder {
    fn current(&mut self) -> &mut BlockSink {
        match &mut self.callout {
            Some(callout) => &mut callout.sink,
            None => &mut self.body,
        }
    }

    pub(super) fn open_quote(&mut self, at: usize, diagnostics: &mut Diagnostics<'_>) {
        let sink = self.current();
        sink.quotes += 1;
        if sink.quotes == 2 {
            diagnostics.warn(at, "A quotation inside a quotation became one quotation.");
        }
    }

    pub(super) fn close_quote(&mut self) {
        let sink = self.current();
        sink.quotes = sink.quotes.saturating_sub(1);
    }

    pub(super) fn open_list(&mut self, at: usize, first: Option<u64>, diagnostics: &mut Diagnostics<'_>) {
        if let Some(first) = first.filter(|first| *first != 1) {
            diagnostics.warn(at, &format!("The list starts at {first}; numbers always start at 1."));
        }
        let kind = if first.is_some() { ListItem::Number } else { ListItem::Bullet };
        let sink = self.current();
        sink.lists.push(OpenList { kind, item: None });
        if sink.lists.len() == LEVEL_MAX + 1 {
            let sentence =
                format!("Lists have at most {LEVEL_MAX} levels; deeper items were moved to level {LEVEL_MAX}.");
            diagnostics.warn(at, &sentence);
        }
    }

    pub(super) fn close_list(&mut self) {
        self.current().lists.pop();
    }

    pub(super) fn open_item(&mut self) {
        if let Some(list) = self.current().lists.last_mut() {
            list.item = None;
        }
    }

    /// Opens a callout. Returns false if a callout is already open.
    pub(super) fn open_callout(&mut self, tone: CalloutTone, at: usize, diagnostics: &mut Diagnostics<'_>) -> bool {
        if self.callout.is_some() {
            diagnostics.warn(at, "A callout inside a callout became part of the outer one.");
            return false;
        }
        self.warn_if_lifted("The callout", at, diagnostics);
        self.callout = Some(OpenCallout { tone, at, sink: BlockSink::default() });
        true
    }

    pub(super) fn close_callout(&mut self, diagnostics: &mut Diagnostics<'_>) {
        let Some(OpenCallout { tone, at, sink }) = self.callout.take() else {
            return;
        };
        if sink.located.blocks.is_empty() {
            diagnostics.warn(at, "A callout without any text was left out.");
        } else {
            self.push(at, Block::Callout(Callout { key: String::new(), tone, content: sink.located.blocks }));
        }
    }

    /// Adds a finished text to the current sink as the block that it forms.
    pub(super) fn add_text(&mut self, builder: BlockBuilder, diagnostics: &mut Diagnostics<'_>) {
        if !builder.phrases.is_empty() {
            self.add_phrase(&builder, diagnostics);
        }
        let mut builder = builder;
        if let Some(call) = builder.call.take() {
            let sink = self.current();
            let in_the_open = builder.context == TextContext::Paragraph && sink.quotes == 0 && sink.lists.is_empty();
            let link_from = builder.spans.iter().position(|span| span.marks.contains(&call.mark));
            match link_from {
                Some(from) if in_the_open && ends_with_link(&builder, from, &call.mark) => {
                    let block = call_to_action(&builder, from, call.url, diagnostics);
                    return self.push(builder.at, Block::CallToAction(block));
                }
                _ => diagnostics.warn(
                    call.at,
                    "A call to action must end a paragraph outside of lists and quotations; this one became a link.",
                ),
            }
        }
        if !builder.spans.is_empty() {
            self.add_text_block(builder, diagnostics);
        }
    }

    fn add_phrase(&mut self, builder: &BlockBuilder, diagnostics: &mut Diagnostics<'_>) {
        if let ([PhraseLink { at, id }], true, TextContext::Paragraph) =
            (&*builder.phrases, builder.is_blank(), builder.context)
        {
            self.warn_if_lifted("The phrase", *at, diagnostics);
            if let Some(phrase_id) = *id {
                self.push(*at, Block::SuggestedPhrase(SuggestedPhrase { key: String::new(), phrase_id }));
            }
            return;
        }
        for PhraseLink { at, .. } in &builder.phrases {
            let sentence = "<phrase:…> must be a paragraph of its own; inside a sentence write [words](phrase:…).";
            diagnostics.reject(Some(*at), ViolationCode::InvalidMarkdown, sentence);
        }
    }

    fn add_text_block(&mut self, builder: BlockBuilder, diagnostics: &mut Diagnostics<'_>) {
        let sink = self.current();
        let style = match builder.style {
            Style::Normal if sink.quotes > 0 => Style::Blockquote,
            other => other,
        };
        if sink.quotes > 0 && style != Style::Blockquote {
            diagnostics.warn(builder.at, "The heading was moved out of the quotation.");
        }
        let BlockBuilder { at, spans, mark_defs, .. } = builder;
        let level = sink.lists.len().min(LEVEL_MAX);
        let last = sink.located.blocks.len().checked_sub(1);
        if let Some(list) = sink.lists.last()
            && list.item.is_some()
        {
            if let Some(Block::Block(item)) = sink.located.blocks.last_mut()
                && list.item == last
                && item.style == style
            {
                diagnostics.warn(at, "The paragraphs of a list item became lines of one paragraph.");
                return join_text(&mut item.children, &mut item.mark_defs, spans, mark_defs);
            }
            diagnostics.warn(at, "A later block of a list item became an item of its own.");
        }
        let list_item = sink.lists.last().map(|list| list.kind);
        let level = list_item.and_then(|_| u8::try_from(level).ok());
        if let Some(list) = sink.lists.last_mut() {
            list.item = Some(sink.located.blocks.len());
        }
        let key = String::new();
        self.push(at, Block::Block(TextBlock { key, style, list_item, level, mark_defs, children: spans }));
    }

    fn warn_if_lifted(&mut self, what: &str, at: usize, diagnostics: &mut Diagnostics<'_>) {
        let sink = self.current();
        if !sink.lists.is_empty() {
            diagnostics.warn(at, &format!("{what} was moved out of the list item."));
        } else if sink.quotes > 0 {
            diagnostics.warn(at, &format!("{what} was moved out of the quotation."));
        }
    }

    fn push(&mut self, at: usize, mut block: Block) {
        if let Block::Block(text) = &mut block {
            // There may be thousands of blocks with only a word or two.
            text.children.shrink_to_fit();
            text.mark_defs.shrink_to_fit();
        }
        let sink = self.current();
        sink.located.blocks.push(block);
        sink.located.starts.push(at);
    }

    /// Returns the number of blocks so far.
    pub(super) fn count(&self) -> usize {
        self.body.located.blocks.len() + self.callout.as_ref().map_or(0, |callout| callout.sink.located.blocks.len())
    }

    /// Returns the blocks of the body.
    pub(super) fn finish(self) -> LocatedBlocks {
        self.body.located
    }
}

/// Returns true if only white space follows the link, which starts at span `from`.
fn ends_with_link(builder: &BlockBuilder, from: usize, mark: &String) -> bool {
    let after = builder.spans[from..].iter().skip_while(|span| span.marks.contains(mark));
    after.into_iter().all(|span| span.text.trim().is_empty())
}

fn call_to_action(builder: &BlockBuilder, from: usize, url: String, diagnostics: &mut Diagnostics<'_>) -> CallToAction {
    let words = |spans: &[Span]| -> String { spans.iter().map(|span| span.text.as_str()).collect() };
    let (before, link) = builder.spans.split_at(from);
    let marked = before.iter().any(|span| !span.marks.is_empty()) || link.iter().any(|span| span.marks.len() > 1);
    if marked {
        let lost: Vec<String> = builder.mark_defs.iter().map(address_of).filter(|href| *href != url).collect();
        let addresses = if lost.is_empty() { String::new() } else { format!(" Lost: {}.", lost.join(", ")) };
        let sentence = format!("A call to action cannot have marks or other links; they were left out.{addresses}");
        diagnostics.warn(builder.at, &sentence);
    }
    let length = link.iter().rposition(|span| !span.text.trim().is_empty()).map_or(0, |last| last + 1);
    let label = words(&link[..length]).replace('\n', " ");
    let text = words(before).trim().to_owned();
    CallToAction { key: String::new(), text: (!text.is_empty()).then_some(text), label, url }
}

fn address_of(mark_def: &MarkDef) -> String {
    match mark_def {
        MarkDef::Link(LinkMark::Url(link)) => excerpt(&link.href),
        MarkDef::Link(LinkMark::Article(link)) => format!("article:{}", link.article_id),
        MarkDef::Phrase(phrase) => format!("phrase:{}", phrase.phrase_id),
    }
}

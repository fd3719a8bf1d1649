//! Where finished blocks go: into the body or the open callout, as quotation or list item as they stand.

use super::draft::{Draft, Origin, join_text};
use super::notes::{Notes, shortened};
use crate::content::ViolationCode;
use crate::content::portable_text::{
    Block, CallToAction, Callout, CalloutTone, LinkMark, ListItem, MarkDef, Span, Style, SuggestedPhrase, TextBlock,
};

/// The deepest level of a list item.
const LEVEL_MAX: usize = 6;

/// A list that is open.
struct OpenList {
    kind: ListItem,
    /// The block of the item being read, once it has one.
    item: Option<usize>,
}

/// The blocks of the body or of a callout, and the quotations and lists that are open in it.
#[derive(Default)]
struct Place {
    blocks: Vec<Block>,
    /// Where each block starts in the Markdown.
    starts: Vec<usize>,
    quotes: usize,
    lists: Vec<OpenList>,
}

#[derive(Default)]
pub(super) struct Places {
    body: Place,
    callout: Option<(CalloutTone, usize, Place)>,
}

impl Places {
    fn here(&mut self) -> &mut Place {
        match &mut self.callout {
            Some((_, _, place)) => place,
            None => &mut self.body,
        }
    }

    pub(super) fn open_quote(&mut self, at: usize, notes: &mut Notes<'_>) {
        let place = self.here();
        place.quotes += 1;
        if place.quotes == 2 {
            notes.warn(at, "A quotation inside a quotation became one quotation.");
        }
    }

    pub(super) fn close_quote(&mut self) {
        let place = self.here();
        place.quotes = place.quotes.saturating_sub(1);
    }

    pub(super) fn open_list(&mut self, at: usize, first: Option<u64>, notes: &mut Notes<'_>) {
        if let Some(first) = first.filter(|first| *first != 1) {
            notes.warn(at, &format!("The list starts at {first}; numbers always start at 1."));
        }
        let kind = if first.is_some() { ListItem::Number } else { ListItem::Bullet };
        let place = self.here();
        place.lists.push(OpenList { kind, item: None });
        if place.lists.len() == LEVEL_MAX + 1 {
            notes.warn(at, &format!("Lists go {LEVEL_MAX} levels deep; deeper items stand on level {LEVEL_MAX}."));
        }
    }

    pub(super) fn close_list(&mut self) {
        self.here().lists.pop();
    }

    pub(super) fn open_item(&mut self) {
        if let Some(list) = self.here().lists.last_mut() {
            list.item = None;
        }
    }

    /// Opens a callout; says whether there is one now that was not there before.
    pub(super) fn open_callout(&mut self, tone: CalloutTone, at: usize, notes: &mut Notes<'_>) -> bool {
        if self.callout.is_some() {
            notes.warn(at, "A callout inside a callout became part of the outer one.");
            return false;
        }
        self.warn_if_lifted("The callout", at, notes);
        self.callout = Some((tone, at, Place::default()));
        true
    }

    pub(super) fn close_callout(&mut self, notes: &mut Notes<'_>) {
        let Some((tone, at, place)) = self.callout.take() else {
            return;
        };
        if place.blocks.is_empty() {
            notes.warn(at, "A callout without any text was left out.");
        } else {
            self.push(at, Block::Callout(Callout { key: String::new(), tone, content: place.blocks }));
        }
    }

    /// Puts a finished text in its place, as the block it turned out to be.
    pub(super) fn place(&mut self, style: Style, draft: Draft, notes: &mut Notes<'_>) {
        if !draft.phrases.is_empty() {
            self.place_phrase(&draft, notes);
        }
        let mut draft = draft;
        if let Some(call) = draft.call.take() {
            let place = self.here();
            let in_the_open = draft.origin == Origin::Paragraph && place.quotes == 0 && place.lists.is_empty();
            let link_from = draft.spans.iter().position(|span| span.marks.contains(&call.mark));
            match link_from {
                Some(from) if in_the_open && ends_with_link(&draft, from, &call.mark) => {
                    let block = call_to_action(&draft, from, call.url, notes);
                    return self.push(draft.at, Block::CallToAction(block));
                }
                _ => notes.warn(
                    call.at,
                    "Only the link that ends a paragraph of its own can be a call to action; this one is a plain link.",
                ),
            }
        }
        if !draft.spans.is_empty() {
            self.place_text(style, draft, notes);
        }
    }

    fn place_phrase(&mut self, draft: &Draft, notes: &mut Notes<'_>) {
        if let ([(at, phrase)], true, Origin::Paragraph) = (&*draft.phrases, draft.is_blank(), draft.origin) {
            self.warn_if_lifted("The phrase", *at, notes);
            if let Some(phrase_id) = *phrase {
                self.push(*at, Block::SuggestedPhrase(SuggestedPhrase { key: String::new(), phrase_id }));
            }
            return;
        }
        for (at, _) in &draft.phrases {
            let sentence = "<phrase:…> must be a paragraph of its own; inside a sentence write [words](phrase:…).";
            notes.refuse(Some(*at), ViolationCode::InvalidMarkdown, sentence);
        }
    }

    fn place_text(&mut self, style: Style, draft: Draft, notes: &mut Notes<'_>) {
        let place = self.here();
        let style = match style {
            Style::Normal if place.quotes > 0 => Style::Blockquote,
            other => other,
        };
        if place.quotes > 0 && style != Style::Blockquote {
            notes.warn(draft.at, "The heading stands outside of the quotation that it was in.");
        }
        let Draft { at, spans, mark_defs, .. } = draft;
        let level = place.lists.len().min(LEVEL_MAX);
        let last = place.blocks.len().checked_sub(1);
        if let Some(list) = place.lists.last()
            && list.item.is_some()
        {
            if let Some(Block::Block(item)) = place.blocks.last_mut()
                && list.item == last
                && item.style == style
            {
                notes.warn(at, "The paragraphs of a list item became lines of one paragraph.");
                return join_text(&mut item.children, &mut item.mark_defs, spans, mark_defs);
            }
            notes.warn(at, "The text that goes on the list item became an item of its own.");
        }
        let list_item = place.lists.last().map(|list| list.kind);
        let level = list_item.and_then(|_| u8::try_from(level).ok());
        if let Some(list) = place.lists.last_mut() {
            list.item = Some(place.blocks.len());
        }
        let key = String::new();
        self.push(at, Block::Block(TextBlock { key, style, list_item, level, mark_defs, children: spans }));
    }

    fn warn_if_lifted(&mut self, what: &str, at: usize, notes: &mut Notes<'_>) {
        let place = self.here();
        if !place.lists.is_empty() {
            notes.warn(at, &format!("{what} stands between the list items instead of in one."));
        } else if place.quotes > 0 {
            notes.warn(at, &format!("{what} stands outside of the quotation that it was in."));
        }
    }

    fn push(&mut self, at: usize, mut block: Block) {
        if let Block::Block(text) = &mut block {
            // There may be thousands of them, each of a word or two.
            text.children.shrink_to_fit();
            text.mark_defs.shrink_to_fit();
        }
        let place = self.here();
        place.blocks.push(block);
        place.starts.push(at);
    }

    /// How many blocks there are so far.
    pub(super) fn count(&self) -> usize {
        self.body.blocks.len() + self.callout.as_ref().map_or(0, |(_, _, place)| place.blocks.len())
    }

    /// The body, and where each of its blocks starts in the Markdown.
    pub(super) fn finish(self) -> (Vec<Block>, Vec<usize>) {
        (self.body.blocks, self.body.starts)
    }
}

/// Whether nothing but white space follows the link, which starts with the span at `from`.
fn ends_with_link(draft: &Draft, from: usize, mark: &String) -> bool {
    let after = draft.spans[from..].iter().skip_while(|span| span.marks.contains(mark));
    after.into_iter().all(|span| span.text.trim().is_empty())
}

fn call_to_action(draft: &Draft, from: usize, url: String, notes: &mut Notes<'_>) -> CallToAction {
    let words = |spans: &[Span]| -> String { spans.iter().map(|span| span.text.as_str()).collect() };
    let (before, link) = draft.spans.split_at(from);
    let marked = before.iter().any(|span| !span.marks.is_empty()) || link.iter().any(|span| span.marks.len() > 1);
    if marked {
        let lost: Vec<String> = draft.mark_defs.iter().map(address_of).filter(|href| *href != url).collect();
        let addresses = if lost.is_empty() { String::new() } else { format!(" Lost: {}.", lost.join(", ")) };
        notes.warn(
            draft.at,
            &format!("A call to action has no marks and no other link; they were left out.{addresses}"),
        );
    }
    let length = link.iter().rposition(|span| !span.text.trim().is_empty()).map_or(0, |last| last + 1);
    let label = words(&link[..length]).replace('\n', " ");
    let text = words(before).trim().to_owned();
    CallToAction { key: String::new(), text: (!text.is_empty()).then_some(text), label, url }
}

fn address_of(mark_def: &MarkDef) -> String {
    match mark_def {
        MarkDef::Link(LinkMark::Url(link)) => shortened(&link.href),
        MarkDef::Link(LinkMark::Article(link)) => format!("article:{}", link.article_id),
        MarkDef::Phrase(phrase) => format!("phrase:{}", phrase.phrase_id),
    }
}

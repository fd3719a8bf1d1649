//! A block of text under construction: spans, merged where possible, and their annotations. It holds one more of each than
//! a block may have, so that a later check detects the excess while the memory stays bounded.

use crate::content::Id;
use crate::content::portable_text::{
    ArticleLink, CHILDREN_MAX, LinkMark, MARK_DEFS_MAX, MarkDef, PhraseMark, Span, SpanType, Style, UrlLink,
};

/// The kind of Markdown block that contains the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextContext {
    Paragraph,
    Heading,
    Row,
    /// Code, or text extracted from HTML: not parsed as Markdown.
    Literal,
}

/// The target of a link or phrase annotation.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum AnnotationTarget {
    Url(String),
    Article(Id, Option<crate::content::Slug>),
    Phrase(Id),
}

/// A link whose title makes it a call to action.
#[derive(Debug)]
pub(super) struct PendingCallToAction {
    pub(super) at: usize,
    pub(super) mark: String,
    pub(super) url: String,
}

/// A phrase reference `<phrase:…>`.
#[derive(Debug, Clone, Copy)]
pub(super) struct PhraseLink {
    pub(super) at: usize,
    /// The id; `None` if the name is unknown.
    pub(super) id: Option<Id>,
}

#[derive(Debug)]
pub(super) struct BlockBuilder {
    pub(super) style: Style,
    pub(super) at: usize,
    pub(super) context: TextContext,
    pub(super) spans: Vec<Span>,
    pub(super) mark_defs: Vec<MarkDef>,
    /// The phrase references `<phrase:…>` in the text.
    pub(super) phrases: Vec<PhraseLink>,
    pub(super) call: Option<PendingCallToAction>,
}

impl BlockBuilder {
    pub(super) fn new(style: Style, at: usize, context: TextContext) -> Self {
        Self { style, at, context, spans: Vec::new(), mark_defs: Vec::new(), phrases: Vec::new(), call: None }
    }

    pub(super) fn push(&mut self, text: &str, marks: Vec<String>) {
        push_span(&mut self.spans, text, marks);
    }

    /// Adds a space for a soft line break, except after a hard one.
    pub(super) fn push_space(&mut self, marks: Vec<String>) {
        if !self.spans.last().is_some_and(|span| span.text.ends_with('\n')) {
            self.push(" ", marks);
        }
    }

    /// Adds an annotation and returns the mark that refers to it.
    pub(super) fn annotate(&mut self, target: AnnotationTarget) -> String {
        if self.mark_defs.len() > MARK_DEFS_MAX {
            // Over the limit: the block is rejected anyway, so the mark need not refer to a definition.
            return format!("m{}", MARK_DEFS_MAX + 2);
        }
        let key = format!("m{}", self.mark_defs.len() + 1);
        self.mark_defs.push(match target {
            AnnotationTarget::Url(href) => MarkDef::Link(LinkMark::Url(UrlLink { key: key.clone(), href })),
            AnnotationTarget::Article(article_id, anchor) => {
                MarkDef::Link(LinkMark::Article(ArticleLink { key: key.clone(), article_id, anchor }))
            }
            AnnotationTarget::Phrase(phrase_id) => MarkDef::Phrase(PhraseMark { key: key.clone(), phrase_id }),
        });
        key
    }

    /// Removes the last annotation if it is `mark`: its link had no text.
    pub(super) fn drop_annotation(&mut self, mark: &str) {
        if self.mark_defs.last().is_some_and(|mark_def| mark_def.key() == mark) {
            self.mark_defs.pop();
        }
        if self.call.as_ref().is_some_and(|call| call.mark == mark) {
            self.call = None;
        }
    }

    /// Returns the end position of the text.
    pub(super) fn end(&self) -> (usize, usize) {
        (self.spans.len(), self.spans.last().map_or(0, |span| span.text.len()))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }
}

/// Adds text to spans. Extends the last one if it has the same marks or the limit is reached.
pub(super) fn push_span(spans: &mut Vec<Span>, text: &str, marks: Vec<String>) {
    if text.is_empty() {
        return;
    }
    let is_beyond = spans.len() > CHILDREN_MAX;
    match spans.last_mut() {
        Some(last) if last.marks == marks || is_beyond => last.text.push_str(text),
        _ => spans.push(Span { kind: SpanType::Span, key: String::new(), text: text.to_owned(), marks }),
    }
}

/// Appends the text of a second paragraph to the first, after a line break.
pub(super) fn join_text(
    spans: &mut Vec<Span>,
    mark_defs: &mut Vec<MarkDef>,
    more: Vec<Span>,
    more_mark_defs: Vec<MarkDef>,
) {
    let offset = mark_defs.len();
    let keys: Vec<String> = more_mark_defs.iter().map(|mark_def| mark_def.key().to_owned()).collect();
    let renamed = |mark: String| match keys.iter().position(|key| *key == mark) {
        Some(index) => format!("m{}", offset + index + 1),
        None => mark,
    };
    push_span(spans, "\n", Vec::new());
    for span in more {
        push_span(spans, &span.text, span.marks.into_iter().map(renamed).collect());
    }
    for (index, mut mark_def) in more_mark_defs.into_iter().enumerate() {
        match &mut mark_def {
            MarkDef::Link(LinkMark::Url(UrlLink { key, .. }) | LinkMark::Article(ArticleLink { key, .. }))
            | MarkDef::Phrase(PhraseMark { key, .. }) => *key = format!("m{}", offset + index + 1),
        }
        mark_defs.push(mark_def);
    }
    mark_defs.truncate(MARK_DEFS_MAX + 1);
}

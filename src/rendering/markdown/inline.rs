//! The text of a block as Markdown: spans become tokens, which are written depending on their neighbours.

use super::escape::{EscapeContext, escape, reference};
use super::flanking::{Token, choose_delimiters};
use super::link::{MarkdownFlavour, destination, link_destination};
use super::spans::{InlineSpan, inline_spans};
use crate::content::link::check_href;
use crate::content::portable_text::PublishedTextBlock;
use crate::rendering::marks::{Decorator, Mark, MarkEvent, nest};

/// Specifies if the output may contain line feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineMode {
    MultiLine,
    /// For headings, which end with the line.
    SingleLine,
}

/// Returns the text of a block, which may be empty.
pub(super) fn block_text(block: &PublishedTextBlock, flavour: MarkdownFlavour, mode: LineMode) -> String {
    let spans = inline_spans(block, flavour);
    let mut line = TokenLine::default();
    for linked in spans.chunk_by(|span, next| span.annotation == next.annotation) {
        let target = linked[0].annotation.and_then(|mark| link_destination(block, mark, flavour));
        if target.is_some() {
            line.tokens.push(Token::LinkOpen);
        }
        line.push_marked(linked);
        line.tokens.extend(target.map(Token::LinkClose));
    }
    write(&line, mode)
}

/// Returns text without marks.
pub(super) fn plain(text: &str, mode: LineMode) -> String {
    let mut line = TokenLine::default();
    line.push_text(text);
    write(&line, mode)
}

/// Returns text without marks, followed by a link. The text may be empty. `title` follows the URL unescaped.
pub(super) fn write_link(text: &str, words: &str, href: &str, title: &str) -> String {
    let mut line = TokenLine::default();
    if !text.is_empty() {
        line.push_text(text);
        line.tokens.push(Token::Text(" "));
    }
    let linked = check_href(href).is_ok();
    if linked {
        line.tokens.push(Token::LinkOpen);
    }
    line.push_text(words);
    if linked {
        line.tokens.push(Token::LinkClose(format!("{}{title}", destination(href))));
    }
    write(&line, LineMode::MultiLine)
}

/// Returns the length of the longest run of a character.
pub(super) fn longest_run(text: &str, wanted: char) -> usize {
    text.split(|character| character != wanted).map(str::len).max().unwrap_or(0)
}

#[derive(Default)]
struct TokenLine<'t> {
    tokens: Vec<Token<'t>>,
    pairs: usize,
}

impl<'t> TokenLine<'t> {
    fn push_marked(&mut self, spans: &'t [InlineSpan<'_>]) {
        let marks: Vec<Vec<Mark>> = spans.iter().map(InlineSpan::marks).collect();
        let mut open: Vec<usize> = Vec::new();
        for event in nest(&marks) {
            match event {
                MarkEvent::Open(Mark::Decorator(decorator)) => open.push(self.open(decorator)),
                MarkEvent::Close(Mark::Decorator(decorator)) => {
                    self.tokens.extend(open.pop().map(|pair| Token::Close(decorator, pair)));
                }
                MarkEvent::Text(index) => self.push_leaf(&spans[index]),
                MarkEvent::Open(Mark::Annotation { .. }) | MarkEvent::Close(Mark::Annotation { .. }) => {}
            }
        }
    }

    fn open(&mut self, decorator: Decorator) -> usize {
        self.tokens.push(Token::Open(decorator, self.pairs));
        self.pairs += 1;
        self.pairs - 1
    }

    fn push_leaf(&mut self, span: &'t InlineSpan<'_>) {
        if !span.code {
            self.push_text(&span.text);
        } else if span.text.contains('\n') || (span.annotation.is_some() && span.text.contains(']')) {
            // Backticks turn line feeds into spaces, and `[`]: …`]` at the start of a line is a link definition.
            let pair = self.open(Decorator::Code);
            self.push_text(&span.text);
            self.tokens.push(Token::Close(Decorator::Code, pair));
        } else {
            self.tokens.push(Token::Code(&span.text));
        }
    }

    fn push_text(&mut self, text: &'t str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.tokens.push(Token::Break);
            }
            if !line.is_empty() {
                self.tokens.push(Token::Text(line));
            }
        }
    }
}

fn write(line: &TokenLine<'_>, mode: LineMode) -> String {
    let tokens = &line.tokens;
    let uses_delimiter = choose_delimiters(tokens, line.pairs);
    let mut out = String::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(text) => {
                let context = EscapeContext {
                    at_line_start: out.is_empty() || out.ends_with('\n'),
                    in_heading: mode == LineMode::SingleLine,
                    before_link: matches!(tokens.get(index + 1), Some(Token::LinkOpen)),
                };
                escape(text, context, &mut out);
            }
            Token::Code(text) => write_code(text, &mut out),
            Token::Break => write_break(mode, tokens.get(index + 1), tokens.len() == 1, &mut out),
            Token::Open(decorator, pair) if uses_delimiter[*pair] => out.push_str(delimiters(*decorator).delimiter),
            Token::Open(decorator, _) => out.push_str(delimiters(*decorator).open_tag),
            Token::Close(decorator, pair) if uses_delimiter[*pair] => out.push_str(delimiters(*decorator).delimiter),
            Token::Close(decorator, _) => out.push_str(delimiters(*decorator).close_tag),
            Token::LinkOpen => out.push('['),
            Token::LinkClose(target) => out.extend(["](", target, ")"]),
        }
    }
    keep_trailing_space(&mut out);
    out
}

/// The delimiter of a decorator, and the tags for places where it does not work.
struct Delimiters {
    delimiter: &'static str,
    open_tag: &'static str,
    close_tag: &'static str,
}

fn delimiters(decorator: Decorator) -> Delimiters {
    let (delimiter, open_tag, close_tag) = match decorator {
        Decorator::Strong => ("**", "<strong>", "</strong>"),
        Decorator::Em => ("*", "<em>", "</em>"),
        Decorator::StrikeThrough => ("~~", "<del>", "</del>"),
        Decorator::Underline => ("<u>", "<u>", "</u>"),
        Decorator::Code => ("<code>", "<code>", "</code>"),
    };
    Delimiters { delimiter, open_tag, close_tag }
}

fn write_code(text: &str, out: &mut String) {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    let spaced = text.starts_with(' ') && text.ends_with(' ') && text.chars().any(|character| character != ' ');
    let padding = if spaced || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    out.extend([&fence, padding, text, padding, &fence]);
}

/// Writes a line break: a backslash if words are on both sides, else a tag. A tag alone in its paragraph would be an
/// HTML block, so a character reference is written there.
fn write_break(mode: LineMode, next: Option<&Token<'_>>, alone: bool, out: &mut String) {
    let words_follow = matches!(next, Some(Token::Text(_) | Token::Code(_) | Token::Open(..) | Token::LinkOpen));
    let line_is_empty = out.is_empty() || out.ends_with('\n');
    if alone {
        out.push_str("&#10;");
    } else if mode == LineMode::SingleLine || line_is_empty || !words_follow {
        out.push_str("<br>");
    } else {
        out.push_str("\\\n");
    }
}

fn keep_trailing_space(out: &mut String) {
    if let Some(last) = out.chars().next_back().filter(|last| matches!(last, ' ' | '\t')) {
        out.pop();
        out.push_str(reference(last));
    }
}

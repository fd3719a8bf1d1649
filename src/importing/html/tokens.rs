//! HTML as a stream of tags and text: html5ever's tokenizer without a tree, so memory and time stay in proportion to the
//! input at any nesting depth.

use std::cell::RefCell;

use html5ever::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A start tag.
pub(super) struct StartTag<'t> {
    /// The name in lower case.
    pub name: &'t str,
    attributes: &'t [Attribute],
}

impl StartTag<'_> {
    /// Returns the value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
    }

    /// Returns true if the attribute has this value.
    pub(super) fn has_value(&self, name: &str, value: &str) -> bool {
        self.attribute(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
    }
}

/// Receives the stream.
pub(super) trait TagSink {
    /// Handles a start tag at a line of the source.
    fn start(&mut self, tag: &StartTag<'_>, line: u64);
    /// Handles an end tag.
    fn end(&mut self, name: &str, line: u64);
    /// Handles text; one run may arrive in several pieces.
    fn text(&mut self, text: &str, line: u64);
    /// Handles a comment.
    fn comment(&mut self, text: &str, line: u64);
}

/// Sends the whole source to the sink.
pub(super) fn tokenize<S: TagSink>(source: &str, sink: S) -> S {
    let tokenizer = Tokenizer::new(Forward(RefCell::new(sink)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    for piece in pieces(source) {
        queue.push_back(StrTendril::from_slice(piece));
        // The tokenizer pauses after each script, for a caller that would run it.
        while !queue.is_empty() {
            let _ = tokenizer.feed(&queue);
        }
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

struct Forward<S>(RefCell<S>);

impl<S: TagSink> TokenSink for Forward<S> {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut sink = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                sink.start(&StartTag { name: &tag.name, attributes: &tag.attrs }, line);
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => sink.end(&tag.name, line),
            Token::CharacterTokens(text) => sink.text(&text, line),
            Token::CommentToken(text) => sink.comment(&text, line),
            Token::NullCharacterToken | Token::DoctypeToken(_) | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

/// Maximum number of attributes per tag. Further ones are dropped: the tokenizer compares each with all previous ones.
const ATTRIBUTES_MAX: usize = 200;

/// Splits the source to drop attributes beyond the limit.
fn pieces(source: &str) -> Vec<&str> {
    let bytes = source.as_bytes();
    let mut pieces = Vec::new();
    let mut kept_from = 0;
    let mut at = 0;
    while let Some(open) = source[at..].find('<').map(|found| at + found) {
        at = open + 1;
        if !bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
            continue;
        }
        let (end, excess) = tag_end(bytes, at);
        if let Some(excess) = excess {
            pieces.push(&source[kept_from..excess]);
            kept_from = end;
        }
        at = end.max(at);
    }
    pieces.push(&source[kept_from..]);
    pieces
}

/// Returns the end of the tag that contains `at`, and the position of the first attribute beyond the limit.
fn tag_end(bytes: &[u8], at: usize) -> (usize, Option<usize>) {
    let mut quote = None;
    let mut attributes = 0;
    let mut excess = None;
    let mut before = b' ';
    for (index, byte) in bytes.iter().copied().enumerate().skip(at) {
        match quote {
            Some(quoted_by) if byte == quoted_by => quote = None,
            Some(_) => {}
            None => match byte {
                b'>' => return (index, excess),
                b'"' | b'\'' if before == b'=' => quote = Some(byte),
                b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' => {}
                _ if before.is_ascii_whitespace() || matches!(before, b'/' | b'"' | b'\'') => {
                    attributes += 1;
                    if attributes == ATTRIBUTES_MAX && excess.is_none() {
                        excess = Some(index);
                    }
                }
                _ => {}
            },
        }
        if quote.is_none() || before == b'=' || !byte.is_ascii_whitespace() {
            before = if byte.is_ascii_whitespace() && before == b'=' { before } else { byte };
        }
    }
    (bytes.len(), excess)
}

#[cfg(test)]
mod tests {
    use super::{StartTag, TagSink, tokenize};

    #[derive(Default)]
    struct Log(Vec<String>);

    impl TagSink for Log {
        fn start(&mut self, tag: &StartTag<'_>, line: u64) {
            self.0.push(format!("<{} {}@{line}", tag.name, tag.attribute("a").unwrap_or("-")));
        }
        fn end(&mut self, name: &str, _: u64) {
            self.0.push(format!("</{name}"));
        }
        fn text(&mut self, text: &str, _: u64) {
            self.0.push(text.to_owned());
        }
        fn comment(&mut self, text: &str, _: u64) {
            self.0.push(format!("!{text}"));
        }
    }

    fn read(html: &str) -> String {
        tokenize(html, Log::default()).0.concat()
    }

    #[test]
    fn tags_and_text_arrive_in_order_with_their_lines() {
        assert_eq!(read("a&amp;b\n<P A='1>2'>c</p><!--d-->"), "a&b\n<p 1>2@2c</p!d");
        assert_eq!(read("<script>if (a<b) '</p>'</script>x"), "<script -@1if (a<b) '</p>'</scriptx");
    }

    #[test]
    fn excess_attributes_do_not_move_the_end_of_a_tag() {
        let many = (0..100_000).map(|number| format!("x{number}='>' ")).collect::<Vec<_>>().concat();
        assert_eq!(read(&format!("<p a=1 {many}>text</p><b {many}")), "<p 1@1text</p");
        let bare = "x ".repeat(200_000);
        assert_eq!(read(&format!("<p {bare}>text")), "<p -@1text");
    }
}

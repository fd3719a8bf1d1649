//! Comments in foreign Markdown: HTML, Obsidian, `CriticMarkup`, and template comments.
//!
//! Owns their syntax. They are removed before the text is split, so that headings and lists inside them have no effect.
//! Code is left unchanged.

mod code;

use std::borrow::Cow;
use std::collections::HashMap;

use super::text::{LineCounter, abbreviate};
use code::{LineContext, backtick_runs, fenced_code, has_blank_line};

/// Maximum number of bytes of a comment that a note quotes.
const SAMPLE_MAX: usize = 200;

/// A comment syntax: opening delimiter, closing delimiter, and name.
struct CommentSyntax {
    opens: &'static str,
    closes: &'static str,
    name: &'static str,
}

const SYNTAXES: &[CommentSyntax] = &[
    // Complete, empty comments (CommonMark 0.31, section 6.6).
    CommentSyntax { opens: "<!-->", closes: "", name: "comment" },
    CommentSyntax { opens: "<!--->", closes: "", name: "comment" },
    CommentSyntax { opens: "<!--", closes: "-->", name: "comment" },
    CommentSyntax { opens: "%%", closes: "%%", name: "comment" },
    CommentSyntax { opens: "{>>", closes: "<<}", name: "comment" },
    CommentSyntax { opens: "{--", closes: "--}", name: "deletion" },
    CommentSyntax { opens: "{/*", closes: "*/}", name: "comment" },
    CommentSyntax { opens: "{{/*", closes: "*/}}", name: "comment" },
    CommentSyntax { opens: "{{</*", closes: "*/>}}", name: "comment" },
    CommentSyntax { opens: "{# ", closes: "#}", name: "comment" },
    CommentSyntax { opens: "{% comment", closes: "endcomment %}", name: "comment" },
    CommentSyntax { opens: "{%- comment", closes: "endcomment -%}", name: "comment" },
];

/// The comments that were removed from a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    /// One note per kind of comment.
    pub notes: Vec<String>,
    /// An error about a comment without an end: the extent of the text is then unclear.
    pub unclosed: Option<String>,
}

/// Removes the comments from a text that starts at line `first_line` of its file. Their line breaks stay, so that line
/// numbers do not change.
pub(super) fn strip(text: &str, first_line: usize) -> (Cow<'_, str>, Comments) {
    let has_any = SYNTAXES.iter().any(|syntax| text.contains(syntax.opens));
    if !has_any {
        return (Cow::Borrowed(text), Comments::default());
    }
    let mut scanner = Scanner {
        text,
        line_counter: LineCounter::new(text, first_line),
        line_context: LineContext { after_blank: true, in_list: false },
        runs: backtick_runs(text),
        kept: String::with_capacity(text.len()),
        found: Vec::new(),
        unclosed: None,
        never_closed: Vec::new(),
    };
    scanner.scan();
    let notes = scanner.found.iter().map(CommentGroup::sentence).collect();
    (Cow::Owned(scanner.kept), Comments { notes, unclosed: scanner.unclosed })
}

/// The comments of one syntax.
struct CommentGroup {
    name: &'static str,
    count: usize,
    line: usize,
    sample: String,
}

impl CommentGroup {
    fn sentence(&self) -> String {
        let Self { name, count, line, sample } = self;
        let words = abbreviate(sample);
        let quoted = if words.is_empty() { String::new() } else { format!(": “{words}”") };
        match count {
            1 => format!("Line {line}: A {name} was left out{quoted}."),
            _ => format!("Line {line}: {count} {name}s were left out; this is the first{quoted}."),
        }
    }
}

struct Scanner<'t> {
    text: &'t str,
    line_counter: LineCounter<'t>,
    line_context: LineContext,
    /// The offsets of backtick runs by length.
    runs: HashMap<usize, Vec<usize>>,
    kept: String,
    found: Vec<CommentGroup>,
    unclosed: Option<String>,
    /// Closing delimiters that do not occur any more.
    never_closed: Vec<&'static str>,
}

impl Scanner<'_> {
    fn scan(&mut self) {
        let mut at = 0;
        let mut copied = 0;
        let mut at_line_start = true;
        while at < self.text.len() {
            if at_line_start {
                let end = fenced_code(&self.text[at..]).or_else(|| self.line_context.indented_code(&self.text[at..]));
                if let Some(end) = end {
                    at += end;
                    continue;
                }
            }
            at_line_start = false;
            let rest = &self.text[at..];
            match rest.as_bytes()[0] {
                b'\\' => at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                b'`' => at += self.code_span(at),
                b'<' | b'%' | b'{' => match self.comment(at) {
                    Some(end) => {
                        self.kept.push_str(&self.text[copied..at]);
                        let breaks = self.text[at..end].matches('\n').count();
                        self.kept.extend(std::iter::repeat_n('\n', breaks));
                        at = end;
                        copied = end;
                    }
                    None => at += 1,
                },
                b'\n' => {
                    at += 1;
                    at_line_start = true;
                }
                _ => at += next_sign(rest),
            }
        }
        self.kept.push_str(&self.text[copied..]);
    }

    /// Returns the length of the code span at `at`, or of the backtick run if it does not start one.
    fn code_span(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = rest.len() - rest.trim_start_matches('`').len();
        let runs = self.runs.get(&length).map_or(&[][..], Vec::as_slice);
        let next = runs.get(runs.partition_point(|start| *start <= at)).copied();
        // A code span cannot contain a blank line.
        let is_span = |end: &usize| !has_blank_line(&self.text[at..*end]);
        next.filter(is_span).map_or(length, |end| end + length - at)
    }

    /// Returns the end of the comment at `at`, if there is one.
    fn comment(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let syntax = SYNTAXES
            .iter()
            .find(|syntax| rest.starts_with(syntax.opens) && !self.never_closed.contains(&syntax.closes))?;
        let inside = &rest[syntax.opens.len()..];
        let line = self.line_counter.line_at(at);
        if let Some(length) = inside.find(syntax.closes) {
            self.note(syntax.name, line, &inside[..length]);
            return Some(at + syntax.opens.len() + length + syntax.closes.len());
        }
        self.never_closed.push(syntax.closes);
        let is_alone = self.text[..at].rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
        let hides_rest = syntax.opens == "<!--" || (syntax.opens == "%%" && is_alone);
        let outcome = if hides_rest { "the rest was left out" } else { "it is kept as text" };
        let sentence =
            format!("line {line}: the comment opened by \"{}\" is never closed; {outcome}", syntax.opens.trim());
        self.unclosed.get_or_insert(sentence);
        if !hides_rest {
            return None;
        }
        self.note(syntax.name, line, inside);
        Some(self.text.len())
    }

    fn note(&mut self, name: &'static str, line: usize, words: &str) {
        if let Some(found) = self.found.iter_mut().find(|found| found.name == name) {
            found.count += 1;
            return;
        }
        let end = words.char_indices().map(|(index, _)| index).find(|index| *index >= SAMPLE_MAX);
        let sample = words[..end.unwrap_or(words.len())].trim().to_owned();
        self.found.push(CommentGroup { name, count: 1, line, sample });
    }
}

/// Returns the distance to the next character that may have a meaning.
fn next_sign(text: &str) -> usize {
    let is_delimiter = |character: char| matches!(character, '\\' | '`' | '<' | '%' | '{' | '\n');
    text.find(is_delimiter).filter(|length| *length > 0).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::strip;

    fn kept(text: &str) -> String {
        strip(text, 1).0.into_owned()
    }

    #[test]
    fn comments_of_every_syntax_are_removed() {
        for text in [
            "One <!-- a -->two.",
            "One %% a %%two.",
            "One {>>a<<}two.",
            "One {--a--}two.",
            "One {/* a */}two.",
            "One {{/* a */}}two.",
            "One {# a #}two.",
            "One {% comment %}a{% endcomment %}two.",
        ] {
            assert_eq!(kept(text), "One two.", "{text}");
        }
        assert_eq!(kept("One <!-->two <!--->three -->"), "One two three -->");
        assert_eq!(kept("%%\n# a\n\n`b\n%%\ntwo `c`"), "\n\n\n\n\ntwo `c`");
    }

    #[test]
    fn code_and_other_text_is_unchanged() {
        for text in [
            "`%% a %%` and `` <!-- ` --> ``",
            "```\n%% a %%\n```\n\n~~~ x\n<!--\n~~~",
            "- ```\n  <!-- a -->\n  ```",
            "One\n\n    %% a %%\n    %% b %%\n",
            "\\%% a \\<!-- b",
            "100% of 5 < 6 {#anchor} {{ value }}",
            "# Heading {#a} {: .b}",
        ] {
            assert_eq!(kept(text), text);
        }
        assert_eq!(kept("`one\n\n%% a %%`"), "`one\n\n`");
        assert_eq!(kept("- one\n\n    %% a %%two"), "- one\n\n    two");
    }

    #[test]
    fn removed_comments_are_counted_with_their_lines() {
        let (_, comments) = strip("One\n<!-- first words -->\n%% b %%\n{--old--}", 5);
        assert_eq!(
            comments.notes,
            [
                "Line 6: 2 comments were left out; this is the first: “first words”.",
                "Line 8: A deletion was left out: “old”."
            ]
        );
        assert_eq!(comments.unclosed, None);
    }

    #[test]
    fn an_unclosed_comment_hides_the_rest_and_is_reported() {
        let (text, comments) = strip("One\n\nTwo <!-- three\n\n## Four", 1);
        assert_eq!(text, "One\n\nTwo \n\n");
        assert!(comments.unclosed.is_some_and(|sentence| sentence.starts_with("line 3: ")));
        assert_eq!(kept("%%\nOne"), "\n");
        let (text, comments) = strip("100%% sure", 1);
        assert_eq!(text, "100%% sure");
        assert!(comments.unclosed.is_some());
    }

    #[test]
    fn a_hundred_thousand_delimiters_are_read_in_linear_time() {
        for piece in ["<!--", "%%", "`", "``` ", "`a", "{>>", "{%", "\\", "```\n", "%%`", "<!-- a -->`"] {
            strip(&piece.repeat(100_000 / piece.len()), 1);
        }
        let runs = (1..400).map(|length| "`".repeat(length)).collect::<Vec<_>>().join(" a ");
        strip(&format!("{runs}%%"), 1);
    }
}

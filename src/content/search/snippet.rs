//! Snippets: the part of a text that matches a query best, with the matching words marked.
//!
//! Marks are ranges beside the text, not markup in it, so that text cannot become markup.

use serde::Serialize;
use utoipa::ToSchema;

use super::highlight::{Highlight, Highlighter, TextRange};
use super::words::{Word, words};

/// The approximate length of a snippet, in bytes.
const LENGTH: usize = 240;

/// The maximum distance, in bytes, from the start of a sentence to the first marked word at which the snippet starts
/// with the sentence.
const LEAD: usize = 80;

/// Marks the places where the text was cut.
const ELLIPSIS: char = '…';

/// A range of a text in UTF-16 code units, the unit of strings in JavaScript, Java, Kotlin, Dart and Swift's `NSString`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct MarkedText {
    /// The start.
    #[schema(minimum = 0)]
    pub start: usize,
    /// The end (exclusive).
    #[schema(minimum = 1)]
    pub end: usize,
}

/// A part of a text that matches the query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Snippet {
    /// Plain text on one line, with an ellipsis where it was cut.
    pub text: String,
    /// The matching ranges, in order, without overlaps.
    pub marks: Vec<MarkedText>,
}

impl Highlighter {
    /// Returns the whole text with its marks.
    pub fn whole(&self, text: &str) -> Snippet {
        build_snippet(text, 0, text.len(), &self.ranges(text))
    }

    /// Returns the part of the text that matches the query best, or its beginning if nothing matches.
    pub fn snippet(&self, text: &str) -> Snippet {
        let found: Vec<Word<'_>> = words(text).collect();
        let marks = self.highlights(&found);
        let first = best_window_start(&marks);
        let start = first.map_or(0, |mark| snippet_start(text, &found, mark.range.start));
        let end = snippet_end(text, &found, start);
        let ranges: Vec<TextRange> = marks.iter().map(|mark| mark.range).collect();
        build_snippet(text, start, end, &ranges)
    }
}

/// Returns the mark from which a snippet covers the most clauses, then the most words.
fn best_window_start(marks: &[Highlight]) -> Option<&Highlight> {
    let mut best: Option<(usize, usize, &Highlight)> = None;
    for (index, mark) in marks.iter().enumerate() {
        let end = mark.range.start + LENGTH - LEAD;
        let inside = || marks.iter().skip(index).take_while(|other| other.range.end <= end);
        let mut clauses: Vec<usize> = inside().map(|mark| mark.clause).collect();
        let words = clauses.len();
        clauses.sort_unstable();
        clauses.dedup();
        if best.is_none_or(|(most, more, _)| (clauses.len(), words) > (most, more)) {
            best = Some((clauses.len(), words, mark));
        }
    }
    best.map(|(_, _, mark)| mark)
}

/// Returns the start of a snippet with `mark`: the start of its sentence if that is close enough, else the start of a word.
fn snippet_start(text: &str, found: &[Word<'_>], mark: usize) -> usize {
    let mut start = mark;
    let until = found.partition_point(|word| word.start <= mark);
    for (index, word) in found.iter().enumerate().take(until).rev().take_while(|(_, word)| mark - word.start <= LEAD) {
        start = word.start;
        let Some(before) = index.checked_sub(1).and_then(|index| found.get(index)) else { return 0 };
        let gap = text.get(before.end()..word.start).unwrap_or_default();
        if gap.contains(['.', '!', '?', ':', '\n', '…']) {
            break;
        }
    }
    start
}

fn snippet_end(text: &str, found: &[Word<'_>], start: usize) -> usize {
    if text.len() <= start + LENGTH {
        return text.len();
    }
    let fits = found.iter().filter(|word| word.start >= start && word.end() <= start + LENGTH);
    // A word that is longer than a snippet is cut.
    fits.map(|word| word.end()).max().unwrap_or_else(|| text.floor_char_boundary(start + LENGTH))
}

fn build_snippet(text: &str, start: usize, end: usize, ranges: &[TextRange]) -> Snippet {
    let mut builder = SnippetBuilder { text: String::with_capacity(end - start + 8), units: 0 };
    if start > 0 {
        builder.push(ELLIPSIS);
    }
    let mut marks = Vec::new();
    let mut at = start;
    for range in ranges.iter().filter(|range| range.start >= start && range.end <= end) {
        builder.push_all(text.get(at..range.start).unwrap_or_default());
        let from = builder.units;
        builder.push_all(text.get(range.start..range.end).unwrap_or_default());
        marks.push(MarkedText { start: from, end: builder.units });
        at = range.end;
    }
    builder.push_all(text.get(at..end).unwrap_or_default());
    if end < text.len() {
        builder.push(ELLIPSIS);
    }
    Snippet { text: builder.text, marks }
}

/// A text under construction and its length in UTF-16 code units.
struct SnippetBuilder {
    text: String,
    units: usize,
}

impl SnippetBuilder {
    fn push(&mut self, character: char) {
        self.text.push(if character == '\n' { ' ' } else { character });
        self.units += character.len_utf16();
    }

    fn push_all(&mut self, text: &str) {
        text.chars().for_each(|character| self.push(character));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::content::search::SearchQuery;

    fn highlighter(query: &str) -> Highlighter {
        Highlighter::new(&SearchQuery::parse(query).unwrap())
    }

    fn bracketed(snippet: &Snippet) -> String {
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        let part = |from: usize, to: usize| String::from_utf16(&units[from..to]).unwrap();
        let mut out = String::new();
        let mut at = 0;
        for mark in &snippet.marks {
            out.extend([part(at, mark.start), "[".to_owned(), part(mark.start, mark.end), "]".to_owned()]);
            at = mark.end;
        }
        out + &part(at, units.len())
    }

    #[test]
    fn all_forms_of_matching_words_are_marked() {
        let text = "🌱 Relapsing isn’t failing: a RELAPSE is a sign. Día a día.\nCall.";
        assert_eq!(
            bracketed(&highlighter("relapses dia ").whole(text)),
            "🌱 [Relapsing] isn’t failing: a [RELAPSE] is a sign. [Día] a [día]. Call."
        );
        assert_eq!(
            bracketed(&highlighter("\"a sign\" fail").whole(text)),
            "🌱 Relapsing isn’t [failing]: a RELAPSE is [a sign]. Día a día. Call."
        );
    }

    #[test]
    fn a_snippet_shows_the_part_with_the_most_matches() {
        let filler = "Nothing to see here, and then again nothing. ".repeat(9);
        let text = format!("{filler}One help. {filler}There is help by phone at night. {filler}");
        let snippet = highlighter("help phone").snippet(&text);
        assert!(bracketed(&snippet).starts_with("…There is [help] by [phone] at night."), "{snippet:?}");
        assert!(snippet.text.ends_with('…') && snippet.text.len() < LENGTH + LEAD);
        assert_eq!(highlighter("elsewhere").snippet("Short text.").text, "Short text.");
    }
}

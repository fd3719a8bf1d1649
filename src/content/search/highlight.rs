//! Finds the words of a text that match a query.

use super::query::{SearchQuery, Term};
use super::stem::stem;
use super::words::{Word, fold, words};

/// A range of a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextRange {
    /// Position of the first byte.
    pub start: usize,
    /// Position after the last byte.
    pub end: usize,
}

/// Words of a text that match a clause of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Highlight {
    pub(super) range: TextRange,
    pub(super) clause: usize,
}

/// A sequence of stems to find.
#[derive(Debug)]
struct Pattern {
    stems: Vec<String>,
    is_prefix: bool,
    clause: usize,
}

impl Pattern {
    fn from_term(term: &Term, clause: usize) -> Self {
        Self { stems: term.words.iter().map(|word| stem_of(&word.text)).collect(), is_prefix: term.is_prefix, clause }
    }

    /// Returns true if `found` begins with the pattern. `first` is the stem of the first word in `found`.
    fn fits(&self, first: &str, found: &[Word<'_>]) -> bool {
        let last = self.stems.len() - 1;
        found.len() > last
            && self.stems.iter().zip(found).enumerate().all(|(index, (wanted, word))| {
                let own;
                let stem = if index == 0 {
                    first
                } else {
                    own = stem_of(word.text);
                    &own
                };
                if index == last && self.is_prefix { stem.starts_with(wanted.as_str()) } else { stem == wanted }
            })
    }
}

fn stem_of(word: &str) -> String {
    stem(&fold(word)).into_owned()
}

/// Finds the words of texts that match a query.
#[derive(Debug)]
pub struct Highlighter {
    patterns: Vec<Pattern>,
    /// The ASCII characters with which a match can begin. Words with another ASCII first character are skipped.
    starts: [bool; 128],
}

impl Highlighter {
    /// Creates a highlighter for `query`, including its synonyms.
    pub fn new(query: &SearchQuery) -> Self {
        let mut patterns = Vec::new();
        for (index, clause) in query.clauses.iter().enumerate() {
            patterns.extend(clause.terms.iter().map(|term| Pattern::from_term(term, index)));
            patterns.extend(clause.synonyms.iter().map(|synonym| Pattern {
                stems: synonym.iter().map(|word| stem_of(word)).collect(),
                is_prefix: false,
                clause: index,
            }));
        }
        patterns.retain(|pattern| !pattern.stems.is_empty());
        let mut starts = [false; 128];
        for first in patterns.iter().filter_map(|pattern| pattern.stems.first()?.bytes().next()) {
            if let Some(start) = starts.get_mut(usize::from(first)) {
                *start = true;
            }
        }
        Self { patterns, starts }
    }

    /// Returns the ranges of a text that match the query, in order.
    pub fn ranges(&self, text: &str) -> Vec<TextRange> {
        self.highlights(&words(text).collect::<Vec<_>>()).into_iter().map(|highlight| highlight.range).collect()
    }

    pub(super) fn highlights(&self, found: &[Word<'_>]) -> Vec<Highlight> {
        let mut highlights = Vec::new();
        let mut at = 0;
        while let Some(word) = found.get(at) {
            let longest = self.longest_at(*word, found.get(at..).unwrap_or_default());
            if let Some(pattern) = longest {
                let last = found.get(at + pattern.stems.len() - 1).unwrap_or(word);
                let range = TextRange { start: word.start, end: last.end() };
                highlights.push(Highlight { range, clause: pattern.clause });
            }
            at += longest.map_or(1, |pattern| pattern.stems.len());
        }
        highlights
    }

    fn longest_at(&self, word: Word<'_>, rest: &[Word<'_>]) -> Option<&Pattern> {
        let first = word.text.bytes().next()?.to_ascii_lowercase();
        if !self.starts.get(usize::from(first)).copied().unwrap_or(true) {
            return None;
        }
        let stem = stem_of(word.text);
        self.patterns.iter().filter(|pattern| pattern.fits(&stem, rest)).max_by_key(|pattern| pattern.stems.len())
    }
}

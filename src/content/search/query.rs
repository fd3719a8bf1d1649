//! Search queries: words, `"exact phrases"` and excluded `-words`.
//!
//! All other characters, such as brackets, colons and asterisks, only separate words. The only possible syntax error is
//! a quotation mark that is not closed.

use super::words::words;

/// The maximum length of a query, in characters.
pub const SEARCH_LENGTH_MAX: usize = 200;

/// The maximum number of words of a query; each is a separate lookup.
const WORDS_MAX: usize = 24;

/// The minimum length, in characters, for the last word to match as a prefix.
const PREFIX_MIN: usize = 2;

/// A word of a query and its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// The word as typed.
    pub text: String,
    /// Position of the first byte in the query.
    pub start: usize,
}

/// Words that must follow one another; usually a single word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The words, at least one.
    pub words: Vec<QueryWord>,
    /// True if the last word matches as a prefix.
    pub is_prefix: bool,
    /// True if it was in quotation marks.
    pub is_exact: bool,
}

/// A condition that a hit must meet: it contains all terms, or one of their synonyms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The terms: usually one; several if together they are an expression with synonyms.
    pub terms: Vec<Term>,
    /// The synonyms, each of one or more consecutive words.
    pub synonyms: Vec<Vec<String>>,
}

impl Clause {
    /// Returns true if it was in quotation marks, so that synonyms do not apply.
    pub fn is_exact(&self) -> bool {
        self.terms.iter().any(|term| term.is_exact)
    }
}

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// The conditions that a hit must meet; at least one.
    pub clauses: Vec<Clause>,
    /// The terms that a hit must not contain.
    pub excluded: Vec<Term>,
}

/// The error for an invalid query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSearch {
    /// The query contains no letter or digit.
    #[error("has no word to search for; give at least one letter or digit")]
    NoWords,
    /// The query contains only exclusions.
    #[error("only excludes words; give at least one word without \"-\" before it")]
    OnlyExcluded,
    /// A quotation is not closed.
    #[error("opens a quotation that it does not close; add the second quotation mark or remove the first")]
    OpenQuotation,
    /// The query has too many characters.
    #[error("is too long; give at most {SEARCH_LENGTH_MAX} characters")]
    TooLong,
    /// The query has too many words.
    #[error("has too many words; give at most {WORDS_MAX}")]
    TooManyWords,
}

impl SearchQuery {
    /// Parses a query.
    pub fn parse(text: &str) -> Result<Self, InvalidSearch> {
        if text.chars().count() > SEARCH_LENGTH_MAX {
            return Err(InvalidSearch::TooLong);
        }
        let (mut clauses, mut excluded) = (Vec::new(), Vec::new());
        let mut tokens = QueryTokenizer { text, at: 0 };
        while let Some(token) = tokens.next()? {
            let Some(term) = token.term(text) else { continue };
            if token.is_excluded {
                excluded.push(term);
            } else {
                clauses.push(Clause { terms: vec![term], synonyms: Vec::new() });
            }
        }
        let terms = clauses.iter().flat_map(|clause| &clause.terms).chain(&excluded);
        if terms.map(|term| term.words.len()).sum::<usize>() > WORDS_MAX {
            return Err(InvalidSearch::TooManyWords);
        }
        match (clauses.is_empty(), excluded.is_empty()) {
            (true, true) => Err(InvalidSearch::NoWords),
            (true, false) => Err(InvalidSearch::OnlyExcluded),
            (false, _) => Ok(Self { clauses, excluded }),
        }
    }
}

/// A token of a query, separated by white space: a run of characters or a quotation.
#[derive(Debug, Clone, Copy)]
struct QueryToken {
    start: usize,
    end: usize,
    is_excluded: bool,
    is_exact: bool,
}

impl QueryToken {
    /// Returns the words of the token, or `None` if it has no letter or digit.
    fn term(self, text: &str) -> Option<Term> {
        let token = text.get(self.start..self.end)?;
        let found: Vec<QueryWord> =
            words(token).map(|word| QueryWord { text: word.text.to_owned(), start: self.start + word.start }).collect();
        let last = found.last()?;
        // A word is complete if anything follows it, such as a space or a full stop.
        let is_unfinished = !self.is_exact && !self.is_excluded && last.start + last.text.len() == text.len();
        let is_prefix = is_unfinished && last.text.chars().count() >= PREFIX_MIN;
        Some(Term { words: found, is_prefix, is_exact: self.is_exact })
    }
}

struct QueryTokenizer<'q> {
    text: &'q str,
    at: usize,
}

impl QueryTokenizer<'_> {
    fn next(&mut self) -> Result<Option<QueryToken>, InvalidSearch> {
        let mut characters = self.text.char_indices().skip_while(|(index, _)| *index < self.at).peekable();
        while characters.next_if(|(_, character)| character.is_whitespace()).is_some() {}
        let Some(&(mut start, first)) = characters.peek() else { return Ok(None) };
        let is_excluded = first == '-';
        if is_excluded {
            characters.next();
            start += first.len_utf8();
        }
        if let Some((index, quote)) = characters.next_if(|(_, character)| is_quote(*character)) {
            let start = index + quote.len_utf8();
            let (end, closing) = characters.find(|(_, one)| is_quote(*one)).ok_or(InvalidSearch::OpenQuotation)?;
            self.at = end + closing.len_utf8();
            return Ok(Some(QueryToken { start, end, is_excluded, is_exact: true }));
        }
        let end = characters.find(|(_, one)| one.is_whitespace() || is_quote(*one));
        self.at = end.map_or(self.text.len(), |(index, _)| index);
        Ok(Some(QueryToken { start, end: self.at, is_excluded, is_exact: false }))
    }
}

/// Returns true for straight quotation marks and for the typographic ones that programs replace them with.
fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let query = SearchQuery::parse(text).unwrap();
        let term = |term: &Term| {
            let words: Vec<&str> = term.words.iter().map(|word| word.text.as_str()).collect();
            let quote = if term.is_exact { "\"" } else { "" };
            format!("{quote}{}{quote}{}", words.join("+"), if term.is_prefix { "*" } else { "" })
        };
        let wanted = query.clauses.iter().map(|clause| term(&clause.terms[0]));
        wanted.chain(query.excluded.iter().map(|excluded| format!("-{}", term(excluded)))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_phrases_and_exclusions_are_distinguished() {
        assert_eq!(shown("help line"), "help line*");
        assert_eq!(shown("help line "), "help line");
        assert_eq!(shown("“say no” -money don't"), "\"say+no\" don+t -money");
        assert_eq!(shown("-\"one two\" x -y three"), "x three* -\"one+two\" -y");
        assert_eq!(shown("a\"b c\"d title:foo* AND (NOT) ^x {y}"), "a \"b+c\" d title+foo AND NOT x y");
        assert_eq!(shown("-- self-care -"), "self+care");
    }

    #[test]
    fn invalid_queries_are_rejected() {
        for (text, refusal) in [
            ("", InvalidSearch::NoWords),
            (" \t*()\" \"", InvalidSearch::NoWords),
            ("-this", InvalidSearch::OnlyExcluded),
            ("a \"b", InvalidSearch::OpenQuotation),
            (&"a ".repeat(101), InvalidSearch::TooLong),
            (&"a ".repeat(25), InvalidSearch::TooManyWords),
        ] {
            assert_eq!(SearchQuery::parse(text), Err(refusal), "{text}");
        }
    }
}

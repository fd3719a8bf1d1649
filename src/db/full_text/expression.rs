//! How a query is said to an index: as an expression of FTS5. Words stand in quotation marks and hold letters and
//! digits only, so that nothing that was typed can become an operator.

use std::fmt::Write;

use crate::content::Id;
use crate::content::search::{Clause, SearchQuery, Term};

/// Stands before and after words that are filtered by: a character that is part of words for the index, and that no
/// word of a query or a text has.
const FILTER_MARK: char = '\u{E000}';

/// The word by which what carries a thing is found. Texts must not hold words of that form.
pub fn filter_word(carried: Id) -> String {
    let id = carried.to_string().replace('-', "");
    format!("{FILTER_MARK}{id}{FILTER_MARK}")
}

/// What `MATCH` takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression(String);

impl Expression {
    /// What holds all that the query asks for.
    pub fn all(query: &SearchQuery) -> Self {
        let wanted: Vec<String> = query.clauses.iter().map(clause).collect();
        Self(wanted.join(" AND ")).without(query)
    }

    /// What holds all quotations of the query and any of the other words that `matters` accepts; nothing, if there are
    /// no such words.
    pub fn any(query: &SearchQuery, matters: impl Fn(&Clause) -> bool) -> Option<Self> {
        let some: Vec<String> =
            query.clauses.iter().filter(|clause| !clause.is_exact() && matters(clause)).map(clause).collect();
        if some.is_empty() {
            return None;
        }
        let exact = query.clauses.iter().filter(|clause| clause.is_exact()).map(clause);
        let wanted: Vec<String> = exact.chain([format!("({})", some.join(" OR "))]).collect();
        Some(Self(wanted.join(" AND ")).without(query))
    }

    /// What holds one clause.
    pub fn one(wanted: &Clause) -> Self {
        Self(clause(wanted))
    }

    /// What holds one of these words.
    pub fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self(words.into_iter().map(quoted).collect::<Vec<_>>().join(" OR "))
    }

    /// The same among what carries all of these things.
    #[must_use]
    pub fn carrying(mut self, carried: &[Id]) -> Self {
        if !carried.is_empty() {
            self.0 = format!("({})", self.0);
        }
        for id in carried {
            let _ = write!(self.0, " AND \"{}\"", filter_word(*id));
        }
        self
    }

    fn without(self, query: &SearchQuery) -> Self {
        if query.without.is_empty() {
            return self;
        }
        let unwanted: Vec<String> = query.without.iter().map(term).collect();
        Self(format!("({}) NOT ({})", self.0, unwanted.join(" OR ")))
    }

    /// The expression as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn clause(clause: &Clause) -> String {
    let terms: Vec<String> = clause.terms.iter().map(term).collect();
    let terms = if terms.len() > 1 { format!("({})", terms.join(" AND ")) } else { terms.join("") };
    if clause.synonyms.is_empty() {
        return terms;
    }
    let synonyms = clause.synonyms.iter().map(|synonym| quoted(&synonym.join(" ")));
    format!("({})", std::iter::once(terms).chain(synonyms).collect::<Vec<_>>().join(" OR "))
}

fn term(term: &Term) -> String {
    let words: Vec<&str> = term.words.iter().map(|word| word.text.as_str()).collect();
    let words = quoted(&words.join(" "));
    if term.is_prefix { format!("{words} *") } else { words }
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('"', " "))
}

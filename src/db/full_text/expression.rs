//! FTS5 `MATCH` expressions. Words are quoted and hold letters and digits only, so that no input can become an operator.

use std::fmt::Write;

use crate::content::Id;
use crate::content::search::{Clause, SearchQuery, Term};

/// The first and last character of filter tokens: a token character of the index that occurs in no query or text.
const FILTER_MARK: char = '\u{E000}';

/// Returns the token that the passages of entities tagged with `tag` have in the index. Texts must not contain such tokens.
pub fn filter_token(tag: Id) -> String {
    let id = tag.to_string().replace('-', "");
    format!("{FILTER_MARK}{id}{FILTER_MARK}")
}

/// The operand of `MATCH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchExpression(String);

impl MatchExpression {
    /// Matches rows with all clauses of the query.
    pub fn all(query: &SearchQuery) -> Self {
        let wanted: Vec<String> = query.clauses.iter().map(clause).collect();
        Self(wanted.join(" AND ")).without(query)
    }

    /// Matches rows with all quotations of the query and any of the other clauses that `matters` accepts. Returns none if
    /// there are no such clauses.
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

    /// Matches rows with one clause.
    pub fn one(wanted: &Clause) -> Self {
        Self(clause(wanted))
    }

    /// Matches rows with at least one of these words.
    pub fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self(words.into_iter().map(quoted).collect::<Vec<_>>().join(" OR "))
    }

    /// Restricts the expression to entities with all of these tags.
    #[must_use]
    pub fn with_filters(mut self, tags: &[Id]) -> Self {
        if !tags.is_empty() {
            self.0 = format!("({})", self.0);
        }
        for id in tags {
            let _ = write!(self.0, " AND \"{}\"", filter_token(*id));
        }
        self
    }

    fn without(self, query: &SearchQuery) -> Self {
        if query.excluded.is_empty() {
            return self;
        }
        let unwanted: Vec<String> = query.excluded.iter().map(term).collect();
        Self(format!("({}) NOT ({})", self.0, unwanted.join(" OR ")))
    }

    /// Returns the expression as text.
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

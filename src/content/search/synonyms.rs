//! Synonyms: groups of expressions that the search treats as equal, and the expansion of queries with them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::query::{Clause, SearchQuery};
use super::stem::stem;
use super::words::{fold, words};
use crate::content::decode::{ValueDecoder, decode_value, first_duplicate};
use crate::content::text::TextRule;
use crate::content::{Locale, ViolationCode, Violations};

/// The maximum number of groups.
const GROUPS_MAX: usize = 2000;
/// The maximum number of expressions of a group.
const EXPRESSIONS_MAX: usize = 20;
/// The maximum number of words of an expression.
const WORDS_MAX: usize = 4;
const LENGTH_MAX: usize = 60;

/// Expressions with the same meaning in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SynonymGroup {
    /// The language. Applies to searches in it, in its variants and in all languages.
    pub locale: Locale,
    /// The expressions, each of one to four consecutive words.
    #[schema(min_items = 2, max_items = 20)]
    pub words: Vec<String>,
}

/// All synonyms, as an editor writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SynonymsInput)]
pub struct Synonyms {
    /// The groups. An expression may be in several.
    #[schema(max_items = 2000)]
    pub groups: Vec<SynonymGroup>,
}

impl Synonyms {
    /// Reads the input of an editor. Ignores the members that the server sets.
    pub fn read(input: &Value) -> Result<Self, Violations> {
        decode_value(input, |item| {
            let mut fields = item.object()?;
            fields.ignore(&["version", "updatedAt"]);
            let groups = fields.required("groups", |item| item.list(GROUPS_MAX, read_group));
            fields.finish();
            Some(Self { groups: groups? })
        })
    }
}

fn read_group(item: &mut ValueDecoder<'_, '_>) -> Option<SynonymGroup> {
    let mut fields = item.object()?;
    let locale = fields.required("locale", Locale::read);
    let words = fields.required("words", |item| {
        let words = item.list(EXPRESSIONS_MAX, read_expression)?;
        if words.len() < 2 {
            return item.reject(ViolationCode::TooFew, "Give at least two expressions that mean the same.");
        }
        let stems: Vec<String> = words.iter().map(|words| stem_key(words)).collect();
        match first_duplicate(&stems) {
            Some(index) => item.reject(
                ViolationCode::Duplicate,
                format!("\"{}\" is the same to the search as an earlier expression; remove it.", words[index]),
            ),
            None => Some(words),
        }
    });
    fields.finish();
    Some(SynonymGroup { locale: locale?, words: words? })
}

fn read_expression(item: &mut ValueDecoder<'_, '_>) -> Option<String> {
    let text = TextRule::line(LENGTH_MAX).read()(item)?;
    match words(&text).count() {
        0 => item.reject(ViolationCode::Blank, "Must contain a letter or a digit."),
        1..=WORDS_MAX => Some(text),
        count => item.reject(ViolationCode::TooLong, format!("Has {count} words; at most {WORDS_MAX} are allowed.")),
    }
}

/// Returns the stems of an expression. The search treats expressions with equal stems as equal.
pub fn stem_key(expression: &str) -> String {
    let stems: Vec<String> = words(expression).map(|word| stem(&word.folded()).into_owned()).collect();
    stems.join(" ")
}

impl SearchQuery {
    /// Returns the stems of all expressions in the query that may have synonyms: words and sequences of words.
    pub fn expressions(&self) -> Vec<String> {
        let mut expressions = Vec::new();
        for start in 0..self.clauses.len() {
            expressions.extend((1..=WORDS_MAX).filter_map(|count| self.expression(start, count)));
        }
        expressions
    }

    /// Returns the stems of `count` consecutive clauses, if none of them is in quotation marks.
    fn expression(&self, start: usize, count: usize) -> Option<String> {
        let clauses = self.clauses.get(start..start + count)?;
        if clauses.iter().any(Clause::is_exact) {
            return None;
        }
        let words = clauses.iter().flat_map(|clause| &clause.terms).flat_map(|term| &term.words);
        let stems: Vec<String> = words.map(|word| stem(&fold(&word.text)).into_owned()).collect();
        (stems.len() <= WORDS_MAX).then(|| stems.join(" "))
    }

    /// Adds synonyms to the query. `known` maps the stems of an expression to its synonyms; the longest expression
    /// takes precedence.
    #[must_use]
    pub fn with_synonyms(self, known: &HashMap<String, Vec<String>>) -> Self {
        if known.is_empty() {
            return self;
        }
        let mut clauses = Vec::new();
        let mut at = 0;
        while at < self.clauses.len() {
            let found = (1..=WORDS_MAX).rev().find_map(|count| Some((count, known.get(&self.expression(at, count)?)?)));
            let count = found.map_or(1, |(count, _)| count);
            let terms =
                self.clauses.iter().skip(at).take(count).flat_map(|clause| clause.terms.iter().cloned()).collect();
            let others = found.map(|(_, others)| others.as_slice()).unwrap_or_default();
            let synonyms = others.iter().map(|other| words(other).map(|word| word.text.to_owned()).collect()).collect();
            clauses.push(Clause { terms, synonyms });
            at += count;
        }
        Self { clauses, excluded: self.excluded }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn synonyms_apply_to_the_longest_expression_and_not_to_quotations() {
        let known = HashMap::from([
            (stem_key("support groups"), vec!["meeting".to_owned(), "self-help group".to_owned()]),
            (stem_key("kid"), vec!["children".to_owned()]),
        ]);
        let expanded = |text: &str| {
            let query = SearchQuery::parse(text).unwrap().with_synonyms(&known);
            let clause = |clause: &Clause| (clause.terms.len(), clause.synonyms.clone());
            query.clauses.iter().map(clause).collect::<Vec<_>>()
        };
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let meetings = vec![words(&["meeting"]), words(&["self", "help", "group"])];
        assert_eq!(
            expanded("a Support-group kids "),
            [(1, Vec::new()), (1, meetings.clone()), (1, vec![words(&["children"])])]
        );
        assert_eq!(expanded("supporting group x "), [(2, meetings), (1, Vec::new())]);
        assert_eq!(expanded("support \"group\" \"kids\""), [(1, Vec::new()), (1, Vec::new()), (1, Vec::new())]);
    }

    #[test]
    fn every_violation_in_synonyms_is_reported() {
        let input = serde_json::json!({"groups": [
            {"locale": "en", "words": ["kid"]},
            {"locale": "xx-!", "words": ["kid", "Kids"]},
            {"locale": "en", "words": ["kid", "one two three four five", "?"], "other": 1},
        ]});
        let violations = Synonyms::read(&input).unwrap_err();
        let found: Vec<(&str, &str)> =
            violations.iter().map(|violation| (violation.pointer.as_str(), violation.code.as_str())).collect();
        assert_eq!(
            found,
            [
                ("/groups/0/words", "too_few"),
                ("/groups/1/locale", "invalid_locale"),
                ("/groups/1/words", "duplicate"),
                ("/groups/2/words/1", "too_long"),
                ("/groups/2/words/2", "blank"),
                ("/groups/2/other", "unknown_field"),
            ]
        );
    }
}

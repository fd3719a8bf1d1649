//! Proposed phrases: quoted sentences that the text suggests as something to say become phrases, linked from the text.
//!
//! The rules are strict on purpose: a phrase has at least three words (two in a question or an exclamation) and a cue
//! before it. A quoted word, or what somebody else says, is not a phrase.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::cues::{Cue, cue_before, joins_quotations, suggests_phrases};
use super::document::{BlockKind, ParsedBlock};
use super::quotes::{Quote, quotes};
use super::runs::update_range;
use crate::content::{Locale, Slug};
use crate::importing::text::one_line;

/// Maximum number of characters of a phrase.
const LENGTH_MAX: usize = 500;

/// Maximum number of proposals. Further quotations stay quotations.
const PROPOSALS_MAX: usize = 200;

/// A phrase that a text proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PhraseProposal {
    /// The words to say.
    pub text: String,
    /// The words to avoid that it replaces.
    pub instead_of: Option<String>,
    /// The line of its block.
    pub line: u64,
}

impl PhraseProposal {
    /// Returns the source id. It is made from the words, so that the same words are the same phrase in every import.
    pub(super) fn source_id(&self, locale: &Locale) -> String {
        let digest = Sha256::digest(self.text.to_lowercase().as_bytes());
        let words: Vec<&str> = self.text.split(' ').take(6).collect();
        let name = Slug::from_heading(&words.join(" ")).unwrap_or_else(Slug::section);
        format!("proposed/{locale}/{name}-{}", hex::encode(&digest[..4]))
    }

    /// Returns the fields of the phrase.
    pub(super) fn fields(&self, locale: &Locale) -> Map<String, Value> {
        let tone = if self.text.ends_with('?') { "curious" } else { "supportive" };
        let mut fields = Map::new();
        fields.insert("locale".to_owned(), json!(locale.as_str()));
        fields.insert("text".to_owned(), json!(self.text));
        fields.insert("tone".to_owned(), json!(tone));
        if let Some(instead_of) = &self.instead_of {
            fields.insert("insteadOf".to_owned(), json!(instead_of));
        }
        fields
    }
}

/// Finds the phrases in the blocks and sets the indexes of the proposals in their runs.
pub(super) fn propose(blocks: &mut [ParsedBlock]) -> Vec<PhraseProposal> {
    let mut proposals = Vec::new();
    // Cues for a quotation in a block of its own: the heading above, and a preceding paragraph that ends in a colon.
    let mut heading_offers = false;
    let mut carried: Option<Cue> = None;
    for block in blocks {
        let text = block.text();
        match &block.kind {
            BlockKind::Heading { .. } => {
                heading_offers = suggests_phrases(&text);
                carried = None;
                continue;
            }
            BlockKind::Button { .. } => continue,
            BlockKind::Paragraph | BlockKind::Quote | BlockKind::Item { .. } => {}
        }
        let quotes = quotes(&text);
        let stands_alone = quotes.first().is_some_and(|first| {
            let rest = |text: &str| text.chars().all(|character| !character.is_alphanumeric());
            let outside = quotes.iter().all(|quote| quote == first || quote.outer_start >= first.outer_end);
            outside && rest(&text[..first.outer_start]) && quotes.len() == 1 && rest(&text[first.outer_end..])
        });
        if stands_alone && let Some(first) = quotes.first() {
            let cue = carried.or_else(|| heading_offers.then_some(Cue::Suggests));
            if cue == Some(Cue::Suggests) {
                mark_phrase(block, &text, *first, None, &mut proposals);
            }
            continue;
        }
        mark_cued_quotes(block, &text, &quotes, &mut proposals);
        carried = text.trim_end().ends_with(':').then(|| cue_before(&text)).flatten();
    }
    proposals
}

/// Marks the quotations in a text that have a cue in the same text.
fn mark_cued_quotes(block: &mut ParsedBlock, text: &str, quotes: &[Quote], proposals: &mut Vec<PhraseProposal>) {
    let mut before: Option<(Cue, Quote)> = None;
    let mut end = 0;
    for quote in quotes {
        let lead = &text[end..quote.outer_start];
        end = quote.outer_end;
        let cue = match before {
            Some((cue, _)) if joins_quotations(lead) => Some(cue),
            _ => cue_before(lead),
        };
        let warned_of = before.filter(|(cue, _)| *cue == Cue::WarnsAgainst && !lead.contains(['.', '!', '?']));
        if cue == Some(Cue::Suggests) {
            let instead_of = warned_of.map(|(_, quote)| words_of(text, quote)).filter(|words| !words.is_empty());
            mark_phrase(block, text, *quote, instead_of, proposals);
        }
        before = cue.map(|cue| (cue, *quote));
    }
}

fn mark_phrase(
    block: &mut ParsedBlock,
    text: &str,
    quote: Quote,
    instead_of: Option<String>,
    proposals: &mut Vec<PhraseProposal>,
) {
    let words = words_of(text, quote);
    if !is_sentence(&words) || proposals.len() >= PROPOSALS_MAX {
        return;
    }
    let fits = |text: &String| text.chars().count() <= LENGTH_MAX;
    let number = proposals.len();
    let inside = &text[quote.start..quote.end];
    let blank = inside.len() - inside.trim_start().len();
    // A comma before the closing quotation mark belongs to the surrounding sentence.
    let end = quote.start + inside.trim_end_matches(|end: char| end.is_whitespace() || end == ',').len();
    update_range(&mut block.runs, quote.start + blank, end, |run| run.phrase = Some(number));
    proposals.push(PhraseProposal { text: words, instead_of: instead_of.filter(fits), line: block.line });
}

fn words_of(text: &str, quote: Quote) -> String {
    one_line(text[quote.start..quote.end].trim_end_matches(|end: char| end.is_whitespace() || end == ','))
}

fn is_sentence(words: &str) -> bool {
    let count = words.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let calls = words.ends_with(['?', '!', '.', '…']);
    let first = words.chars().find(|character| character.is_alphanumeric());
    let starts = first.is_some_and(|first| !first.is_lowercase());
    starts && words.chars().count() <= LENGTH_MAX && (count >= 3 || (count == 2 && calls))
}

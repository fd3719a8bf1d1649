//! Conversion of the cards of a document to resources.

use serde_json::json;

use super::document::{ParsedBlock, ParsedDocument};
use super::entity::{ConvertedEntity, ImportStatus};
use crate::content::article::RELATED_MAX;
use crate::content::{Kind, Locale, Slug};
use crate::importing::text::{abbreviate, truncate_at_word};

const TITLE_MAX: usize = 200;
const EXCERPT_MAX: usize = 500;

/// A URL under a reserved name (RFC 2606), for cards without a URL in the source.
const UNKNOWN_ADDRESS: &str = "https://address.invalid/";

/// The article that the cards belong to.
pub(super) struct CardOwner<'a> {
    pub source_id: &'a str,
    pub locale: &'a Locale,
    pub import_status: ImportStatus,
}

/// Converts the cards of a document to resources.
pub(super) fn convert_cards(owner: &CardOwner<'_>, parsed: &mut ParsedDocument) -> Vec<ConvertedEntity> {
    let mut converted: Vec<ConvertedEntity> = Vec::new();
    for card in std::mem::take(&mut parsed.cards) {
        let slug = Slug::from_heading(&card.title).unwrap_or_else(Slug::section);
        let source_id = format!("{}#{slug}", owner.source_id);
        let is_known = converted.iter().any(|earlier| earlier.source_id == source_id);
        if is_known || converted.len() >= RELATED_MAX {
            let why = if is_known { "occurs twice" } else { "exceeds the maximum number of cards" };
            parsed.notes.add(card.line, format!("The card \"{}\" {why}; it became a paragraph.", card.title));
            parsed.blocks.push(ParsedBlock::paragraph(&format!("{}\n{}", card.title, card.excerpt)));
            continue;
        }
        let notes = &mut parsed.notes;
        let url = card.url.clone().unwrap_or_else(|| {
            let url = format!("{UNKNOWN_ADDRESS}{slug}");
            let sentence = format!("The card \"{}\" has no address; replace {url} by one.", abbreviate(&card.title));
            notes.add(card.line, sentence);
            url
        });
        let excerpt = if card.excerpt.is_empty() { &card.title } else { &card.excerpt };
        let fields = [
            ("locale", json!(owner.locale)),
            ("kind", json!("page")),
            ("title", json!(bounded(&card.title, TITLE_MAX, card.line, parsed))),
            ("excerpt", json!(bounded(excerpt, EXCERPT_MAX, card.line, parsed))),
            ("url", json!(url)),
        ];
        converted.push(ConvertedEntity::new(Kind::Resource, source_id, fields, owner.import_status));
    }
    converted
}

fn bounded(text: &str, most: usize, line: u64, parsed: &mut ParsedDocument) -> String {
    let (beginning, rest) = truncate_at_word(text, most - 1);
    if rest.is_empty() {
        return beginning.to_owned();
    }
    parsed.notes.add(line, "The text of a card is too long; its full text became a paragraph at the end.");
    parsed.blocks.push(ParsedBlock::paragraph(text));
    format!("{beginning}…")
}

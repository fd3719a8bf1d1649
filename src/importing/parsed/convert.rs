//! Converts a parsed document to the entities to import: the article, its proposed phrases and its cards.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::cards::{CardOwner, convert_cards};
use super::document::{BlockKind, ParsedBlock, ParsedDocument};
use super::entity::{ConvertedEntity, DocumentInfo, ImportStatus};
use super::limits::{SectionBlocks, enforce_limits};
use super::phrases::{PhraseProposal, propose};
use super::title::{move_long_kicker, resolve_title, take_title};
use super::write::BlockWriter;
use crate::content::{Kind, Slug};
use crate::importing::text::{abbreviate, one_line, summarize};

const SUMMARY_MAX: usize = 500;

/// Converts a document to an article, preceded by the phrases and resources that it refers to.
pub(in crate::importing) fn into_entities(
    mut parsed: ParsedDocument,
    mut info: DocumentInfo<'_>,
) -> Vec<ConvertedEntity> {
    parsed.close();
    let section_level = take_title(&mut parsed);
    let title = resolve_title(&mut parsed, &mut info);
    if parsed.blocks.is_empty() {
        info.publication.keep_as_draft("it has no text");
    }
    let import_status = if info.publication.is_draft() { ImportStatus::Draft } else { ImportStatus::Ready };
    for reason in &info.publication.reasons {
        parsed.notes.add(info.line, reason.clone());
    }
    let source_id = info.name.clone().resolve(info.locale.as_str(), &title);
    move_long_kicker(&mut parsed);
    let proposals = propose(&mut parsed.blocks);
    let summary = summary(&parsed, &title);
    let names: Vec<String> = proposals.iter().map(|proposal| proposal.source_id(info.locale)).collect();
    let mut converted = convert_phrases(&proposals, &names, &info, &mut parsed);
    let owner = CardOwner { source_id: &source_id, locale: info.locale, import_status };
    let cards = convert_cards(&owner, &mut parsed);

    let mut fields = Map::new();
    fields.insert("locale".to_owned(), json!(info.locale.as_str()));
    let slug = [info.slug.as_deref(), Some(&*title), Some(&*info.fallback_title)];
    let slug = slug.into_iter().flatten().find_map(Slug::from_heading).unwrap_or_else(Slug::section);
    fields.insert("slug".to_owned(), json!(slug.as_str()));
    fields.insert("title".to_owned(), json!(title));
    if let Some(kicker) = &parsed.kicker {
        fields.insert("kicker".to_owned(), json!(kicker));
    }
    fields.insert("summary".to_owned(), json!(summary));
    fields.extend(info.fields);
    if !cards.is_empty() {
        fields.insert("related".to_owned(), cards.iter().map(|card| json!(card.source_id)).collect());
    }
    let ParsedDocument { blocks, links, mut notes, .. } = parsed;
    let writer = BlockWriter { links: &links, phrases: &names, section_level };
    let mut anchors = Vec::new();
    let sections: Vec<Value> = enforce_limits(sections_of(blocks, section_level), &mut notes)
        .into_iter()
        .map(|section| writer.section(section, &mut anchors, &mut notes))
        .collect();
    fields.insert("sections".to_owned(), Value::Array(sections));
    converted.extend(cards);
    converted.push(ConvertedEntity {
        kind: Kind::Article,
        source_id,
        fields,
        import_status,
        public_since: info.publication.since.filter(|_| import_status == ImportStatus::Ready),
        notes: notes.into_list(),
    });
    converted
}

/// Returns the summary of the format, else the first paragraph that does not introduce a list, else the title.
fn summary(parsed: &ParsedDocument, title: &str) -> String {
    let given = parsed.summary.as_deref().map(one_line).filter(|summary| !summary.is_empty());
    let paragraphs = || parsed.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph).map(ParsedBlock::text);
    let chosen =
        given.or_else(|| paragraphs().find(|text| !text.trim_end().ends_with(':'))).or_else(|| paragraphs().next());
    summarize(chosen.as_deref().unwrap_or(title), SUMMARY_MAX)
}

fn convert_phrases(
    proposals: &[PhraseProposal],
    names: &[String],
    info: &DocumentInfo<'_>,
    parsed: &mut ParsedDocument,
) -> Vec<ConvertedEntity> {
    let mut converted: Vec<ConvertedEntity> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for (proposal, name) in proposals.iter().zip(names) {
        if !seen.insert(name) {
            continue;
        }
        let sentence = format!("“{}” is proposed as a phrase.", abbreviate(&proposal.text));
        parsed.notes.add(proposal.line, sentence);
        let mut phrase = ConvertedEntity::new(Kind::Phrase, name.clone(), [], ImportStatus::Proposed);
        phrase.fields = proposal.fields(info.locale);
        converted.push(phrase);
    }
    converted
}

fn sections_of(blocks: Vec<ParsedBlock>, section_level: u8) -> Vec<SectionBlocks> {
    let mut sections: Vec<SectionBlocks> = Vec::new();
    for block in blocks {
        match (&block.kind, sections.last_mut()) {
            (BlockKind::Heading { level, .. }, _) if *level == section_level => {
                sections.push(SectionBlocks { heading: Some(block), blocks: Vec::new() });
            }
            (_, Some(section)) => section.blocks.push(block),
            (_, None) => sections.push(SectionBlocks { heading: None, blocks: vec![block] }),
        }
    }
    sections
}

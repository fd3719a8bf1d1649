//! Converts a parsed document to the entities to import: the article, the phrases that it proposes and its cards.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::limits::{SectionBlocks, enforce_limits};
use super::outline::{OutlineHeading, outline};
use super::phrases::{PhraseProposal, propose};
use super::write::BlockWriter;
use super::{BlockKind, Card, Note, ParsedBlock, ParsedDocument};
use crate::content::article::RELATED_MAX;
use crate::content::{Kind, Locale, Slug, Timestamp};
use crate::importing::publication::Publication;
use crate::importing::source::SourceId;
use crate::importing::text::{abbreviate, one_line, summarize, truncate_at_word};

const TITLE_MAX: usize = 200;
const KICKER_MAX: usize = 100;
const SUMMARY_MAX: usize = 500;
const EXCERPT_MAX: usize = 500;

/// A heading is a title only if no more than so many short paragraphs stand before it.
const BEFORE_TITLE_MAX: usize = 3;

/// Leads nowhere by its very name (RFC 2606): what stands for an address that the source does not tell.
const UNKNOWN_ADDRESS: &str = "https://address.invalid/";

/// Whether an import that publishes publishes this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStatus {
    /// As everything else.
    Ready,
    /// Not: its source says that it is a draft.
    Draft,
    /// Only with what refers to it: nobody has looked at it yet.
    Proposed,
}

/// A thing that a foreign document became.
#[derive(Debug)]
pub struct ConvertedEntity {
    /// What it is.
    pub kind: Kind,
    /// Its lasting name.
    pub source_id: String,
    /// Its fields, references by name.
    pub fields: Map<String, Value>,
    /// Whether it is published by an import that publishes.
    pub import_status: ImportStatus,
    /// When it became public where it comes from.
    pub public_since: Option<Timestamp>,
    /// What could not be kept.
    pub notes: Vec<Note>,
}

/// What a file of many documents became.
#[derive(Debug, Default)]
pub struct ConvertedFile {
    /// What is to be imported.
    pub entities: Vec<ConvertedEntity>,
    /// What is said about the file as a whole.
    pub notes: Vec<Note>,
}

/// Where a parsed document comes from, and what its format says of it beside the text.
#[derive(Debug)]
pub(in crate::importing) struct DocumentInfo<'o> {
    /// The lasting name of the article.
    pub name: SourceId,
    /// The line where it starts in a file of several documents; 0 if it is the whole file.
    pub line: u64,
    /// Its language.
    pub locale: &'o Locale,
    /// Its title, where the text has none.
    pub fallback_title: String,
    /// Its word in addresses, where the source has one.
    pub slug: Option<String>,
    /// Further fields of the article.
    pub fields: Map<String, Value>,
    /// The publication that its metadata describe.
    pub publication: Publication,
}

/// Makes an article of the parsed document; the phrases and resources it names come before it.
pub(in crate::importing) fn into_entities(
    mut parsed: ParsedDocument,
    mut info: DocumentInfo<'_>,
) -> Vec<ConvertedEntity> {
    parsed.close();
    let section_level = take_title(&mut parsed);
    let title = title_of(&mut parsed, &mut info);
    if parsed.blocks.is_empty() {
        info.publication.keep_as_draft("it has no text");
    }
    let import_status = if info.publication.is_draft() { ImportStatus::Draft } else { ImportStatus::Ready };
    for reason in &info.publication.reasons {
        parsed.notes.add(info.line, reason.clone());
    }
    let source_id = info.name.clone().of(info.locale.as_str(), &title);
    keep_long_kicker(&mut parsed);
    let proposals = propose(&mut parsed.blocks);
    let summary = summary(&parsed, &title);
    let names: Vec<String> = proposals.iter().map(|proposal| proposal.source_id(info.locale)).collect();
    let mut converted = converted_phrases(&proposals, &names, &info, &mut parsed);
    let cards = converted_cards((&source_id, info.locale), import_status, &mut parsed);

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

/// Takes the heading that is the title out of the blocks, and what stands before it; gives the level whose
/// headings start sections.
fn take_title(parsed: &mut ParsedDocument) -> u8 {
    let first = parsed.blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let leads = first.is_some_and(|first| {
        let short =
            |block: &ParsedBlock| block.kind == BlockKind::Paragraph && block.text().chars().count() <= KICKER_MAX;
        first <= BEFORE_TITLE_MAX && parsed.blocks[..first].iter().all(short)
    });
    let same_title = first.zip(parsed.title.as_ref()).is_some_and(|(first, title)| {
        one_line(&parsed.blocks[first].text()).to_lowercase() == one_line(title).to_lowercase()
    });
    let headings: Vec<OutlineHeading> = parsed
        .blocks
        .iter()
        .filter_map(|block| match block.kind {
            BlockKind::Heading { level, .. } => Some(level),
            _ => None,
        })
        .enumerate()
        .map(|(index, level)| OutlineHeading { level, is_first: index == 0 && leads })
        .collect();
    let mut decided = outline(&headings, 6);
    if parsed.title.is_some() && decided.has_title && !same_title {
        let followers: Vec<OutlineHeading> =
            headings.iter().map(|heading| OutlineHeading { is_first: false, ..*heading }).collect();
        decided = outline(&followers, 6);
    }
    if let Some(first) = first.filter(|_| leads && (decided.has_title || same_title)) {
        let title = parsed.blocks.remove(first);
        parsed.title.get_or_insert_with(|| title.text());
        if !decided.has_title {
            decided = outline(&headings[1..], 6);
        }
        if first == 1 && parsed.kicker.is_none() {
            parsed.kicker = Some(parsed.blocks.remove(0).text());
        }
    }
    decided.section_level
}

fn title_of(parsed: &mut ParsedDocument, info: &mut DocumentInfo<'_>) -> String {
    let title = parsed.title.take().map(|title| one_line(&title)).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| {
        let title = one_line(&info.fallback_title);
        let title = if title.is_empty() {
            info.publication.keep_as_draft("it has no title");
            "Untitled".to_owned()
        } else {
            title
        };
        parsed.notes.add(0, format!("The text has no title of its own; it is called \"{}\".", abbreviate(&title)));
        title
    });
    let (beginning, rest) = truncate_at_word(&title, TITLE_MAX - 1);
    if rest.is_empty() {
        return title;
    }
    parsed.notes.add(0, "The title is too long; all of it is the first paragraph.");
    let cut = format!("{beginning}…");
    parsed.blocks.insert(0, paragraph(&title));
    cut
}

fn keep_long_kicker(parsed: &mut ParsedDocument) {
    parsed.kicker = parsed.kicker.take().map(|kicker| one_line(&kicker)).filter(|kicker| !kicker.is_empty());
    if let Some(kicker) = parsed.kicker.take_if(|kicker| kicker.chars().count() > KICKER_MAX) {
        parsed.notes.add(0, "The line over the title is too long; it is the first paragraph.");
        parsed.blocks.insert(0, paragraph(&kicker));
    }
}

fn paragraph(text: &str) -> ParsedBlock {
    let run = super::TextRun { text: text.to_owned(), marks: super::MarkSet::NONE, link: None, phrase: None };
    ParsedBlock { line: 0, kind: BlockKind::Paragraph, runs: vec![run] }
}

/// What the format says, else the first paragraph that does not lead up to a list, else the title.
fn summary(parsed: &ParsedDocument, title: &str) -> String {
    let told = parsed.summary.as_deref().map(one_line).filter(|summary| !summary.is_empty());
    let paragraphs = || parsed.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph).map(ParsedBlock::text);
    let chosen =
        told.or_else(|| paragraphs().find(|text| !text.trim_end().ends_with(':'))).or_else(|| paragraphs().next());
    summarize(chosen.as_deref().unwrap_or(title), SUMMARY_MAX)
}

fn converted_phrases(
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
        converted.push(ConvertedEntity {
            kind: Kind::Phrase,
            source_id: name.clone(),
            fields: proposal.fields(info.locale),
            import_status: ImportStatus::Proposed,
            public_since: None,
            notes: Vec::new(),
        });
    }
    converted
}

fn converted_cards(
    (article, locale): (&str, &Locale),
    import_status: ImportStatus,
    parsed: &mut ParsedDocument,
) -> Vec<ConvertedEntity> {
    let mut converted: Vec<ConvertedEntity> = Vec::new();
    for card in std::mem::take(&mut parsed.cards) {
        let slug = Slug::from_heading(&card.title).unwrap_or_else(Slug::section);
        let source_id = format!("{article}#{slug}");
        let is_known = converted.iter().any(|earlier| earlier.source_id == source_id);
        if is_known || converted.len() >= RELATED_MAX {
            let why = if is_known { "stands twice" } else { "is one too many" };
            parsed.notes.add(card.line, format!("The card \"{}\" {why}; it became a paragraph.", card.title));
            parsed.blocks.push(paragraph(&format!("{}\n{}", card.title, card.excerpt)));
            continue;
        }
        let notes = &mut parsed.notes;
        let url = card.url.clone().unwrap_or_else(|| {
            let url = format!("{UNKNOWN_ADDRESS}{slug}");
            notes.add(
                card.line,
                format!(
                    "Where the card \"{}\" leads is not told; give it an address in the place of {url}.",
                    abbreviate(&card.title)
                ),
            );
            url
        });
        converted.push(ConvertedEntity {
            kind: Kind::Resource,
            source_id,
            fields: card_fields(&card, locale, &url, parsed),
            import_status,
            public_since: None,
            notes: Vec::new(),
        });
    }
    converted
}

fn card_fields(card: &Card, locale: &Locale, url: &str, parsed: &mut ParsedDocument) -> Map<String, Value> {
    let mut bounded = |text: &str, most: usize| {
        let (beginning, rest) = truncate_at_word(text, most - 1);
        if rest.is_empty() {
            return beginning.to_owned();
        }
        parsed.notes.add(card.line, "The text of a card is too long; all of it is a paragraph at the end.");
        parsed.blocks.push(paragraph(text));
        format!("{beginning}…")
    };
    let mut fields = Map::new();
    fields.insert("locale".to_owned(), json!(locale.as_str()));
    fields.insert("kind".to_owned(), json!("page"));
    fields.insert("title".to_owned(), json!(bounded(&card.title, TITLE_MAX)));
    let excerpt = if card.excerpt.is_empty() { &card.title } else { &card.excerpt };
    fields.insert("excerpt".to_owned(), json!(bounded(excerpt, EXCERPT_MAX)));
    fields.insert("url".to_owned(), json!(url));
    fields
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

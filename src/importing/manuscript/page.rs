//! From a manuscript to what is imported: the article, the phrases it proposes and the cards it leads to.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::cut::{Heading, plan};
use super::fitting::{one_line, shortened, summary_of, within};
use super::limits::{SectionParts, fit};
use super::phrases::{Proposal, propose};
use super::write::Writer;
use super::{Card, Manuscript, Note, Part, Shape};
use crate::content::article::RELATED_MAX;
use crate::content::{Kind, Locale, Slug, Timestamp};
use crate::importing::publication::Publication;
use crate::importing::source::LastingName;

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
pub enum Standing {
    /// As everything else.
    Ready,
    /// Not: its source says that it is a draft.
    Draft,
    /// Only with what refers to it: nobody has looked at it yet.
    Proposed,
}

/// A thing that a foreign document became.
#[derive(Debug)]
pub struct Converted {
    /// What it is.
    pub kind: Kind,
    /// Its lasting name.
    pub source_id: String,
    /// Its fields, references by name.
    pub fields: Map<String, Value>,
    /// Whether it is published by an import that publishes.
    pub standing: Standing,
    /// When it became public where it comes from.
    pub public_since: Option<Timestamp>,
    /// What could not be kept.
    pub notes: Vec<Note>,
}

/// What a file of many documents became.
#[derive(Debug, Default)]
pub struct Conversion {
    /// What is to be imported.
    pub things: Vec<Converted>,
    /// What is said about the file as a whole.
    pub notes: Vec<Note>,
}

/// Where a manuscript comes from, and what its format says of it beside the text.
#[derive(Debug)]
pub(in crate::importing) struct Origin<'o> {
    /// The lasting name of the article.
    pub name: LastingName,
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

/// Makes an article of the manuscript; the phrases and resources it names come before it.
pub(in crate::importing) fn finish(mut manuscript: Manuscript, mut origin: Origin<'_>) -> Vec<Converted> {
    manuscript.close();
    let levels = take_title(&mut manuscript);
    let title = title_of(&mut manuscript, &mut origin);
    if manuscript.parts.is_empty() {
        origin.publication.keep_back("it has no text");
    }
    let standing = if origin.publication.is_draft() { Standing::Draft } else { Standing::Ready };
    for reason in &origin.publication.reasons {
        manuscript.notes.add(origin.line, reason.clone());
    }
    let source_id = origin.name.clone().of(origin.locale.as_str(), &title);
    keep_long_kicker(&mut manuscript);
    let proposals = propose(&mut manuscript.parts);
    let summary = summary(&manuscript, &title);
    let names: Vec<String> = proposals.iter().map(|proposal| proposal.source_id(origin.locale)).collect();
    let mut converted = converted_phrases(&proposals, &names, &origin, &mut manuscript);
    let cards = converted_cards((&source_id, origin.locale), standing, &mut manuscript);

    let mut fields = Map::new();
    fields.insert("locale".to_owned(), json!(origin.locale.as_str()));
    let slug = [origin.slug.as_deref(), Some(&*title), Some(&*origin.fallback_title)];
    let slug = slug.into_iter().flatten().find_map(Slug::from_heading).unwrap_or_else(Slug::section);
    fields.insert("slug".to_owned(), json!(slug.as_str()));
    fields.insert("title".to_owned(), json!(title));
    if let Some(kicker) = &manuscript.kicker {
        fields.insert("kicker".to_owned(), json!(kicker));
    }
    fields.insert("summary".to_owned(), json!(summary));
    fields.extend(origin.fields);
    if !cards.is_empty() {
        fields.insert("related".to_owned(), cards.iter().map(|card| json!(card.source_id)).collect());
    }
    let Manuscript { parts, links, mut notes, .. } = manuscript;
    let writer = Writer { links: &links, phrases: &names, cut: levels };
    let mut anchors = Vec::new();
    let sections: Vec<Value> = fit(sections_of(parts, levels), &mut notes)
        .into_iter()
        .map(|section| writer.section(section, &mut anchors, &mut notes))
        .collect();
    fields.insert("sections".to_owned(), Value::Array(sections));
    converted.extend(cards);
    converted.push(Converted {
        kind: Kind::Article,
        source_id,
        fields,
        standing,
        public_since: origin.publication.since.filter(|_| standing == Standing::Ready),
        notes: notes.into_list(),
    });
    converted
}

/// Takes the heading that is the title out of the parts, and what stands before it; gives the level whose
/// headings start sections.
fn take_title(manuscript: &mut Manuscript) -> u8 {
    let first = manuscript.parts.iter().position(|part| matches!(part.shape, Shape::Heading { .. }));
    let leads = first.is_some_and(|first| {
        let short = |part: &Part| part.shape == Shape::Paragraph && part.text().chars().count() <= KICKER_MAX;
        first <= BEFORE_TITLE_MAX && manuscript.parts[..first].iter().all(short)
    });
    let same_title = first.zip(manuscript.title.as_ref()).is_some_and(|(first, title)| {
        one_line(&manuscript.parts[first].text()).to_lowercase() == one_line(title).to_lowercase()
    });
    let headings: Vec<Heading> = manuscript
        .parts
        .iter()
        .filter_map(|part| match part.shape {
            Shape::Heading { level, .. } => Some(level),
            _ => None,
        })
        .enumerate()
        .map(|(index, level)| Heading { level, leads: index == 0 && leads })
        .collect();
    let mut decided = plan(&headings, 6);
    if manuscript.title.is_some() && decided.titled && !same_title {
        let followers: Vec<Heading> = headings.iter().map(|heading| Heading { leads: false, ..*heading }).collect();
        decided = plan(&followers, 6);
    }
    if let Some(first) = first.filter(|_| leads && (decided.titled || same_title)) {
        let title = manuscript.parts.remove(first);
        manuscript.title.get_or_insert_with(|| title.text());
        if !decided.titled {
            decided = plan(&headings[1..], 6);
        }
        if first == 1 && manuscript.kicker.is_none() {
            manuscript.kicker = Some(manuscript.parts.remove(0).text());
        }
    }
    decided.cut
}

fn title_of(manuscript: &mut Manuscript, origin: &mut Origin<'_>) -> String {
    let title = manuscript.title.take().map(|title| one_line(&title)).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| {
        let title = one_line(&origin.fallback_title);
        let title = if title.is_empty() {
            origin.publication.keep_back("it has no title");
            "Untitled".to_owned()
        } else {
            title
        };
        manuscript.notes.add(0, format!("The text has no title of its own; it is called \"{}\".", shortened(&title)));
        title
    });
    let (beginning, rest) = within(&title, TITLE_MAX - 1);
    if rest.is_empty() {
        return title;
    }
    manuscript.notes.add(0, "The title is too long; all of it is the first paragraph.");
    let cut = format!("{beginning}…");
    manuscript.parts.insert(0, paragraph(&title));
    cut
}

fn keep_long_kicker(manuscript: &mut Manuscript) {
    manuscript.kicker = manuscript.kicker.take().map(|kicker| one_line(&kicker)).filter(|kicker| !kicker.is_empty());
    if let Some(kicker) = manuscript.kicker.take_if(|kicker| kicker.chars().count() > KICKER_MAX) {
        manuscript.notes.add(0, "The line over the title is too long; it is the first paragraph.");
        manuscript.parts.insert(0, paragraph(&kicker));
    }
}

fn paragraph(text: &str) -> Part {
    let run = super::Run { text: text.to_owned(), marks: super::Marks::NONE, link: None, phrase: None };
    Part { line: 0, shape: Shape::Paragraph, runs: vec![run] }
}

/// What the format says, else the first paragraph that does not lead up to a list, else the title.
fn summary(manuscript: &Manuscript, title: &str) -> String {
    let told = manuscript.summary.as_deref().map(one_line).filter(|summary| !summary.is_empty());
    let paragraphs = || manuscript.parts.iter().filter(|part| part.shape == Shape::Paragraph).map(Part::text);
    let chosen =
        told.or_else(|| paragraphs().find(|text| !text.trim_end().ends_with(':'))).or_else(|| paragraphs().next());
    summary_of(chosen.as_deref().unwrap_or(title), SUMMARY_MAX)
}

fn converted_phrases(
    proposals: &[Proposal],
    names: &[String],
    origin: &Origin<'_>,
    manuscript: &mut Manuscript,
) -> Vec<Converted> {
    let mut converted: Vec<Converted> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    for (proposal, name) in proposals.iter().zip(names) {
        if !known.insert(name) {
            continue;
        }
        let sentence = format!("“{}” is proposed as a phrase.", shortened(&proposal.text));
        manuscript.notes.add(proposal.line, sentence);
        converted.push(Converted {
            kind: Kind::Phrase,
            source_id: name.clone(),
            fields: proposal.fields(origin.locale),
            standing: Standing::Proposed,
            public_since: None,
            notes: Vec::new(),
        });
    }
    converted
}

fn converted_cards(
    (article, locale): (&str, &Locale),
    standing: Standing,
    manuscript: &mut Manuscript,
) -> Vec<Converted> {
    let mut converted: Vec<Converted> = Vec::new();
    for card in std::mem::take(&mut manuscript.cards) {
        let slug = Slug::from_heading(&card.title).unwrap_or_else(Slug::section);
        let source_id = format!("{article}#{slug}");
        let is_known = converted.iter().any(|earlier| earlier.source_id == source_id);
        if is_known || converted.len() >= RELATED_MAX {
            let why = if is_known { "stands twice" } else { "is one too many" };
            manuscript.notes.add(card.line, format!("The card \"{}\" {why}; it became a paragraph.", card.title));
            manuscript.parts.push(paragraph(&format!("{}\n{}", card.title, card.excerpt)));
            continue;
        }
        let notes = &mut manuscript.notes;
        let url = card.url.clone().unwrap_or_else(|| {
            let url = format!("{UNKNOWN_ADDRESS}{slug}");
            notes.add(
                card.line,
                format!(
                    "Where the card \"{}\" leads is not told; give it an address in the place of {url}.",
                    shortened(&card.title)
                ),
            );
            url
        });
        converted.push(Converted {
            kind: Kind::Resource,
            source_id,
            fields: card_fields(&card, locale, &url, manuscript),
            standing,
            public_since: None,
            notes: Vec::new(),
        });
    }
    converted
}

fn card_fields(card: &Card, locale: &Locale, url: &str, manuscript: &mut Manuscript) -> Map<String, Value> {
    let mut bounded = |text: &str, most: usize| {
        let (beginning, rest) = within(text, most - 1);
        if rest.is_empty() {
            return beginning.to_owned();
        }
        manuscript.notes.add(card.line, "The text of a card is too long; all of it is a paragraph at the end.");
        manuscript.parts.push(paragraph(text));
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

fn sections_of(parts: Vec<Part>, cut: u8) -> Vec<SectionParts> {
    let mut sections: Vec<SectionParts> = Vec::new();
    for part in parts {
        match (&part.shape, sections.last_mut()) {
            (Shape::Heading { level, .. }, _) if *level == cut => {
                sections.push(SectionParts { heading: Some(part), parts: Vec::new() });
            }
            (_, Some(section)) => section.parts.push(part),
            (_, None) => sections.push(SectionParts { heading: None, parts: vec![part] }),
        }
    }
    sections
}

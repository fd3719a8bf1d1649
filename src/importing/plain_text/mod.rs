//! Plain text pasted from a web page. Headings, lists, buttons and cards are inferred from the layout of the lines.
//!
//! Owns these inferences. Every line with words is kept; in doubt it becomes a paragraph.

mod cards;
mod inline;
mod lines;
mod roles;

use super::parsed::{BlockKind, ConvertedEntity, DocumentInfo, MarkSet, ParsedDocument, into_entities};
use super::publication::Publication;
use super::source::ImportSource;
use crate::content::Slug;
use crate::importing::text::{abbreviate, normalize_text, one_line};
use cards::{CardLink, CardRun};
use lines::{LineKind, TextLine};
use roles::{LineRole, line_roles};

/// Reads a plain text as one article.
pub fn read_plain_text(source: &ImportSource<'_>, text: &str) -> Vec<ConvertedEntity> {
    let text = normalize_text(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut reader = PlainTextReader { parsed: ParsedDocument::default(), indents: Vec::new(), numbers: Vec::new() };
    let lines = reader.head(lines::split_lines(&text));
    reader.body(&lines);
    let info = DocumentInfo {
        name: source.source_id(),
        line: 0,
        locale: source.locale,
        fallback_title: source.title(),
        slug: None,
        fields: serde_json::Map::new(),
        publication: source.publication(Publication::default()),
    };
    into_entities(reader.parsed, info)
}

/// The indentation and the marker of a list item.
#[derive(Clone, Copy, PartialEq, Eq)]
struct ItemIndent {
    indent: usize,
    marker: char,
}

struct PlainTextReader {
    parsed: ParsedDocument,
    /// The open list items by indentation and marker, outermost first.
    indents: Vec<ItemIndent>,
    /// The number of the last item on each level.
    numbers: Vec<u32>,
}

/// Maximum number of short lines before the first sentence that are searched for the title.
const HEAD_MAX: usize = 6;
const TITLE_MAX: usize = 200;
const KICKER_MAX: usize = 100;

impl PlainTextReader {
    /// Takes the title and the kicker, and returns the remaining lines.
    fn head(&mut self, mut lines: Vec<TextLine>) -> Vec<TextLine> {
        lines.retain(|line| !matches!(line.kind, LineKind::Rule(marker) if !"=-~".contains(marker)));
        let head = lines.iter().take(HEAD_MAX).take_while(|line| {
            line.kind == LineKind::Words
                && line.text.chars().count() <= TITLE_MAX
                && !line.text.ends_with(['.', ':', ','])
        });
        let head: Vec<String> = head.map(|line| line.text.clone()).collect();
        let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        let again = (1..head.len()).find_map(|second| {
            let first = head[..second].iter().position(|earlier| same(earlier, &head[second]))?;
            Some((first, second))
        });
        if let Some((first, second)) = again {
            // The title occurs in the title bar and again above the text. A line between the two is the kicker.
            let between = (0..second).find(|index| *index != first && head[*index].chars().count() <= KICKER_MAX);
            self.parsed.kicker = between.map(|index| head[index].clone());
            self.parsed.title = Some(head[second].clone());
            self.parsed.notes.add(lines[second].number, "The title occurs twice; one copy was kept.");
            let mut taken: Vec<usize> = [Some(first), Some(second), between].into_iter().flatten().collect();
            taken.sort_unstable();
            for index in taken.into_iter().rev() {
                lines.remove(index);
            }
            return lines;
        }
        let short = |index: usize| head.get(index).is_some_and(|text| text.chars().count() <= KICKER_MAX);
        let pair = lines.len() > 2
            && short(0)
            && short(1)
            && lines[0].group == lines[1].group
            && lines[1].group != lines[2].group;
        if pair {
            self.parsed.kicker = Some(lines.remove(0).text);
            self.parsed.title = Some(lines.remove(0).text);
        } else if !head.is_empty() && lines.len() > 1 {
            self.parsed.title = Some(lines.remove(0).text);
        }
        if self.parsed.title.is_some() && matches!(lines.first(), Some(TextLine { kind: LineKind::Rule(_), .. })) {
            lines.remove(0);
        }
        lines
    }

    fn body(&mut self, lines: &[TextLine]) {
        let roles = line_roles(lines);
        let mut index = 0;
        while let (Some(line), Some(role)) = (lines.get(index), roles.get(index)) {
            index += 1;
            if !matches!(role, LineRole::Item) {
                self.indents.clear();
                self.numbers.clear();
            }
            match role {
                LineRole::Nothing => {}
                LineRole::Heading(level) => {
                    self.parsed.begin(line.number, BlockKind::Heading { level: *level, anchor: None });
                    self.parsed.push(line.number, &line.text, MarkSet::NONE, None);
                    self.parsed.close();
                    if cards::introduces_cards(&line.text) {
                        index += self.cards(&lines[index..]);
                    }
                }
                LineRole::Button => self.button(line),
                LineRole::Item => {
                    let level = self.level(line);
                    let LineKind::Item { list, .. } = line.kind else { continue };
                    self.count(line, usize::from(level));
                    self.parsed.begin(line.number, BlockKind::Item { list, level });
                    inline::push(&mut self.parsed, line.number, line.item_text(), true);
                    self.parsed.close();
                }
                LineRole::Paragraph => {
                    self.parsed.begin(line.number, BlockKind::Paragraph);
                    inline::push(&mut self.parsed, line.number, &line.text, false);
                    self.parsed.close();
                }
            }
        }
    }

    fn cards(&mut self, lines: &[TextLine]) -> usize {
        let CardRun { cards, links, length } = cards::read(lines);
        for CardLink { line, text } in links {
            let sentence = format!("The link line \"{}\" of a card was left out.", one_line(&text));
            self.parsed.notes.add(line, sentence);
        }
        self.parsed.cards.extend(cards);
        length
    }

    fn button(&mut self, line: &TextLine) {
        let words = cards::without_arrow(&line.text);
        let slug = Slug::from_heading(words).unwrap_or_else(Slug::section);
        let sentence = format!("The button \"{}\" has no address; replace #{slug} by one.", abbreviate(words));
        self.parsed.notes.add(line.number, sentence);
        self.parsed.begin(line.number, BlockKind::Button { url: format!("#{slug}") });
        self.parsed.push(line.number, words, MarkSet::NONE, None);
        self.parsed.close();
    }

    /// Adds a note if an item does not have the number after the previous one: lists are numbered automatically.
    fn count(&mut self, line: &TextLine, level: usize) {
        self.numbers.resize(level, 0);
        let digits: String = line.text.trim_start_matches('(').chars().take_while(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<u32>() else { return };
        let Some(last) = self.numbers.last_mut() else { return };
        if number != *last + 1 {
            let sentence = format!("The item has the number {number}; lists are numbered from 1 automatically.");
            self.parsed.notes.add(line.number, sentence);
        }
        *last = number;
    }

    /// Returns the level of an item. It is nested in an item with less indentation, or the same and another marker.
    fn level(&mut self, line: &TextLine) -> u8 {
        let LineKind::Item { marker, .. } = line.kind else { return 1 };
        let here = ItemIndent { indent: line.indent, marker };
        while let Some(last) = self.indents.last()
            && *last != here
            && (last.indent > here.indent || (last.indent == here.indent && self.indents.contains(&here)))
        {
            self.indents.pop();
        }
        if self.indents.last() != Some(&here) {
            self.indents.push(here);
        }
        u8::try_from(self.indents.len()).unwrap_or(u8::MAX)
    }
}

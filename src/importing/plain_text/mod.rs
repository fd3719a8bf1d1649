//! Plain text as pasted from a web page: what a reader saw as headings, lists, buttons and cards is found again
//! by how the lines stand.
//!
//! Owns how lines are taken for what they were. Every line with words goes somewhere; in doubt it is a paragraph.

mod cards;
mod inline;
mod lines;
mod roles;

use super::parsed::{BlockKind, ConvertedEntity, DocumentInfo, MarkSet, ParsedDocument, into_entities};
use super::publication::Publication;
use super::source::ImportSource;
use crate::content::Slug;
use crate::importing::text::{abbreviate, normalize_text};
use cards::{CardLink, CardRun};
use lines::{LineKind, TextLine};
use roles::{LineRole, line_roles};

/// Reads a plain text as one article.
pub fn read_plain_text(source: &ImportSource<'_>, text: &str) -> Vec<ConvertedEntity> {
    let text = normalize_text(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut reader = PlainTextReader { parsed: ParsedDocument::default(), indents: Vec::new(), numbers: Vec::new() };
    let lines = reader.head(lines::split_lines(&text));
    reader.body(&lines);
    into_entities(
        reader.parsed,
        DocumentInfo {
            name: source.source_id(),
            line: 0,
            locale: source.locale,
            fallback_title: source.title(),
            slug: None,
            fields: serde_json::Map::new(),
            publication: source.publication(Publication::default()),
        },
    )
}

/// The indent and the sign of a list item.
#[derive(Clone, Copy, PartialEq, Eq)]
struct ItemIndent {
    indent: usize,
    sign: char,
}

struct PlainTextReader {
    parsed: ParsedDocument,
    /// The list items that are open: their indents and signs, the outermost first.
    indents: Vec<ItemIndent>,
    /// The number of the last item of each level.
    numbers: Vec<u32>,
}

/// Short lines before the first sentence are looked at for the title, but no more than so many.
const HEAD_MAX: usize = 6;
const TITLE_MAX: usize = 200;
const KICKER_MAX: usize = 100;

impl PlainTextReader {
    /// Takes the title and the line over it, and gives the lines that are left.
    fn head(&mut self, mut lines: Vec<TextLine>) -> Vec<TextLine> {
        lines.retain(|line| !matches!(line.kind, LineKind::Rule(sign) if !"=-~".contains(sign)));
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
            // The title in the bar of the page, and again over the text: what stands between is the line over it.
            let between = (0..second).find(|index| *index != first && head[*index].chars().count() <= KICKER_MAX);
            self.parsed.kicker = between.map(|index| head[index].clone());
            self.parsed.title = Some(head[second].clone());
            self.parsed.notes.add(lines[second].number, "The title stands twice; it is kept once.");
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
            let sentence = format!("\"{}\" only leads to what its card is about, and was left out.", abbreviate(&text));
            self.parsed.notes.add(line, sentence);
        }
        self.parsed.cards.extend(cards);
        length
    }

    fn button(&mut self, line: &TextLine) {
        let words = cards::without_arrow(&line.text);
        let slug = Slug::from_heading(words).unwrap_or_else(Slug::section);
        let sentence = format!(
            "Where the button \"{}\" leads is not told; give it an address in the place of #{slug}.",
            abbreviate(words)
        );
        self.parsed.notes.add(line.number, sentence);
        self.parsed.begin(line.number, BlockKind::Button { url: format!("#{slug}") });
        self.parsed.push(line.number, words, MarkSet::NONE, None);
        self.parsed.close();
    }

    /// Notes the number of an item that is not the one after the last: lists count for themselves.
    fn count(&mut self, line: &TextLine, level: usize) {
        self.numbers.resize(level, 0);
        let digits: String = line.text.trim_start_matches('(').chars().take_while(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<u32>() else { return };
        let Some(last) = self.numbers.last_mut() else { return };
        if number != *last + 1 {
            let sentence = format!("The item has the number {number}; lists count from 1 by themselves.");
            self.parsed.notes.add(line.number, sentence);
        }
        *last = number;
    }

    /// How deep an item stands: deeper than what is indented less or, at the same indent, than another sign.
    fn level(&mut self, line: &TextLine) -> u8 {
        let LineKind::Item { sign, .. } = line.kind else { return 1 };
        let here = ItemIndent { indent: line.indent, sign };
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

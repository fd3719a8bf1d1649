//! Plain text as pasted from a web page: what a reader saw as headings, lists, buttons and cards is found again
//! by how the lines stand.
//!
//! Owns how lines are taken for what they were. Every line with words goes somewhere; in doubt it is a paragraph.

mod cards;
mod inline;
mod lines;
mod shapes;

use super::manuscript::{Converted, Manuscript, Marks, Origin, Shape, clean, finish, shortened};
use super::publication::Publication;
use super::source::Source;
use lines::{Piece, Sort};
use shapes::{Kind, kinds};

/// Reads a plain text as one article.
pub fn read_plain_text(source: &Source<'_>, text: &str) -> Vec<Converted> {
    let text = clean(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut reader = Reader { manuscript: Manuscript::default(), indents: Vec::new(), numbers: Vec::new() };
    let pieces = reader.head(lines::pieces(&text));
    reader.body(&pieces);
    finish(
        reader.manuscript,
        Origin {
            name: source.lasting_name(),
            line: 0,
            locale: source.locale,
            fallback_title: source.title(),
            slug: None,
            fields: serde_json::Map::new(),
            publication: source.publication(Publication::default()),
        },
    )
}

struct Reader {
    manuscript: Manuscript,
    /// The list items that are open: their indents and signs, the outermost first.
    indents: Vec<(usize, char)>,
    /// The number of the last item of each level.
    numbers: Vec<u32>,
}

/// Short lines before the first sentence are looked at for the title, but no more than so many.
const HEAD_MAX: usize = 6;
const TITLE_MAX: usize = 200;
const KICKER_MAX: usize = 100;

impl Reader {
    /// Takes the title and the line over it, and gives the pieces that are left.
    fn head(&mut self, mut pieces: Vec<Piece>) -> Vec<Piece> {
        pieces.retain(|piece| !matches!(piece.sort, Sort::Rule(sign) if !"=-~".contains(sign)));
        let head = pieces.iter().take(HEAD_MAX).take_while(|piece| {
            piece.sort == Sort::Words
                && piece.whole.chars().count() <= TITLE_MAX
                && !piece.whole.ends_with(['.', ':', ','])
        });
        let head: Vec<String> = head.map(|piece| piece.whole.clone()).collect();
        let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        let again = (1..head.len()).find_map(|second| {
            let first = head[..second].iter().position(|earlier| same(earlier, &head[second]))?;
            Some((first, second))
        });
        if let Some((first, second)) = again {
            // The title in the bar of the page, and again over the text: what stands between is the line over it.
            let between = (0..second).find(|index| *index != first && head[*index].chars().count() <= KICKER_MAX);
            self.manuscript.kicker = between.map(|index| head[index].clone());
            self.manuscript.title = Some(head[second].clone());
            self.manuscript.notes.add(pieces[second].line, "The title stands twice; it is kept once.");
            let mut taken: Vec<usize> = [Some(first), Some(second), between].into_iter().flatten().collect();
            taken.sort_unstable();
            for index in taken.into_iter().rev() {
                pieces.remove(index);
            }
            return pieces;
        }
        let short = |index: usize| head.get(index).is_some_and(|text| text.chars().count() <= KICKER_MAX);
        let pair = pieces.len() > 2
            && short(0)
            && short(1)
            && pieces[0].group == pieces[1].group
            && pieces[1].group != pieces[2].group;
        if pair {
            self.manuscript.kicker = Some(pieces.remove(0).whole);
            self.manuscript.title = Some(pieces.remove(0).whole);
        } else if !head.is_empty() && pieces.len() > 1 {
            self.manuscript.title = Some(pieces.remove(0).whole);
        }
        if self.manuscript.title.is_some() && matches!(pieces.first(), Some(Piece { sort: Sort::Rule(_), .. })) {
            pieces.remove(0);
        }
        pieces
    }

    fn body(&mut self, pieces: &[Piece]) {
        let kinds = kinds(pieces);
        let mut index = 0;
        while let (Some(piece), Some(kind)) = (pieces.get(index), kinds.get(index)) {
            index += 1;
            if !matches!(kind, Kind::Item) {
                self.indents.clear();
                self.numbers.clear();
            }
            match kind {
                Kind::Nothing => {}
                Kind::Heading(level) => {
                    self.manuscript.begin(piece.line, Shape::Heading { level: *level, anchor: None });
                    self.manuscript.push(piece.line, &piece.whole, Marks::NONE, None);
                    self.manuscript.close();
                    if cards::stands_over_cards(&piece.whole) {
                        index += self.cards(&pieces[index..]);
                    }
                }
                Kind::Button => self.button(piece),
                Kind::Item => {
                    let level = self.level(piece);
                    let Sort::Item { list, .. } = piece.sort else { continue };
                    self.count(piece, usize::from(level));
                    self.manuscript.begin(piece.line, Shape::Item { list, level });
                    inline::push(&mut self.manuscript, piece.line, piece.text(), true);
                    self.manuscript.close();
                }
                Kind::Paragraph => {
                    self.manuscript.begin(piece.line, Shape::Paragraph);
                    inline::push(&mut self.manuscript, piece.line, &piece.whole, false);
                    self.manuscript.close();
                }
            }
        }
    }

    fn cards(&mut self, pieces: &[Piece]) -> usize {
        let (cards, links, taken) = cards::read(pieces);
        for (line, link) in links {
            let sentence = format!("\"{}\" only leads to what its card is about, and was left out.", shortened(&link));
            self.manuscript.notes.add(line, sentence);
        }
        self.manuscript.cards.extend(cards);
        taken
    }

    fn button(&mut self, piece: &Piece) {
        let words = cards::without_arrow(&piece.whole);
        let slug = crate::content::Slug::from_heading(words).unwrap_or_else(crate::content::Slug::section);
        let sentence = format!(
            "Where the button \"{}\" leads is not told; give it an address in the place of #{slug}.",
            shortened(words)
        );
        self.manuscript.notes.add(piece.line, sentence);
        self.manuscript.begin(piece.line, Shape::Button { url: format!("#{slug}") });
        self.manuscript.push(piece.line, words, Marks::NONE, None);
        self.manuscript.close();
    }

    /// Notes the number of an item that is not the one after the last: lists count for themselves.
    fn count(&mut self, piece: &Piece, level: usize) {
        self.numbers.resize(level, 0);
        let digits: String = piece.whole.trim_start_matches('(').chars().take_while(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<u32>() else { return };
        let Some(last) = self.numbers.last_mut() else { return };
        if number != *last + 1 {
            let sentence = format!("The item has the number {number}; lists count from 1 by themselves.");
            self.manuscript.notes.add(piece.line, sentence);
        }
        *last = number;
    }

    /// How deep an item stands: deeper than what is indented less or, at the same indent, than another sign.
    fn level(&mut self, piece: &Piece) -> u8 {
        let Sort::Item { sign, .. } = piece.sort else { return 1 };
        let here = (piece.indent, sign);
        while let Some(last) = self.indents.last()
            && *last != here
            && (last.0 > here.0 || (last.0 == here.0 && self.indents.contains(&here)))
        {
            self.indents.pop();
        }
        if self.indents.last() != Some(&here) {
            self.indents.push(here);
        }
        u8::try_from(self.indents.len()).unwrap_or(u8::MAX)
    }
}

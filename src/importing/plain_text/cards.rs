//! "Read more" cards: a title, an excerpt of a sentence or two, and a link line such as "View →".

use super::lines::{LineKind, TextLine};
use crate::importing::parsed::Card;

/// Headings of groups of cards, in English and Spanish.
const CARD_HEADINGS: &str = "\
    more resources, related resources, related articles, related reading, related posts, related guides, \
    related content, read more, read next, further reading, more to read, more reading, more articles, more guides, \
    more from, you may also like, you might also like, keep reading, continue reading, recommended, see also, \
    explore more, learn more, up next, resources to read, more like this, más recursos, recursos relacionados, \
    artículos relacionados, lecturas relacionadas, más artículos, también te puede interesar, te puede interesar, \
    te podría interesar, sigue leyendo, seguir leyendo, lecturas recomendadas, recomendado, más información, \
    más lecturas, leer más, ver también";

/// Texts of the link line at the end of a card.
const LINK_WORDS: &str = "\
    view, read, read more, read now, read article, read the article, read this, learn more, see more, view more, \
    view article, open, more, continue reading, continue, find out more, ver, ver más, leer, leer más, leer artículo, \
    más, más información, seguir leyendo, continuar";

/// Characters that mark a link line.
const ARROWS: &[char] = &['→', '➔', '➜', '›', '»', '⟶', '➝', '>', '⇒', '↗'];

/// Returns true if cards may follow this heading.
pub(super) fn introduces_cards(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    CARD_HEADINGS.split(", ").any(|words| heading.contains(words))
}

/// Returns true if a line is the last line of a card, or a call to action marked by an arrow.
pub(super) fn is_link_line(line: &str) -> bool {
    let words = without_arrow(line);
    let has_arrow = words.len() < line.trim_end().len();
    let lower = words.to_lowercase();
    LINK_WORDS.split(", ").any(|known| known == lower) || (has_arrow && words.split_whitespace().count() <= 5)
}

/// Returns the line without an arrow at its end.
pub(super) fn without_arrow(line: &str) -> &str {
    line.trim().trim_end_matches(|character: char| ARROWS.contains(&character) || character.is_whitespace())
}

/// A sequence of cards.
#[derive(Default)]
pub(super) struct CardRun {
    pub cards: Vec<Card>,
    /// The link lines at the ends of the cards, such as "Read more".
    pub links: Vec<CardLink>,
    /// The number of lines that the cards take.
    pub length: usize,
}

/// A link line at the end of a card.
pub(super) struct CardLink {
    pub line: u64,
    pub text: String,
}

/// Reads the cards at the start of `lines`, up to the first line that belongs to none.
pub(super) fn read(lines: &[TextLine]) -> CardRun {
    let mut run = CardRun::default();
    let mut start = 0;
    while start < lines.len() {
        let Some(length) = card_length(&lines[start..]) else { break };
        let card = &lines[start..start + length];
        let (last, words) = match card.split_last() {
            Some((last, words)) if is_link_line(&last.text) => (Some(last), words),
            _ => (None, card),
        };
        let url = words.iter().find(|line| is_address(&line.text)).map(|line| line.text.clone());
        let mut texts = words.iter().filter(|line| !is_address(&line.text)).map(|line| line.text.as_str());
        let Some(title) = texts.next() else { break };
        let excerpt = texts.collect::<Vec<_>>().join(" ");
        run.cards.push(Card { line: card[0].number, title: title.to_owned(), excerpt, url });
        run.links.extend(last.map(|last| CardLink { line: last.number, text: last.text.clone() }));
        start += length;
        run.length = start;
    }
    run
}

/// Returns the number of lines of the card at the start of `lines`. It ends at a link line, or is a group of lines that
/// starts with a title.
fn card_length(lines: &[TextLine]) -> Option<usize> {
    const LINES_MAX: usize = 6;
    let plain = |line: &&TextLine| line.kind == LineKind::Words;
    let run = lines.iter().take(LINES_MAX).take_while(plain).count();
    let end = lines[..run].iter().position(|line| is_link_line(&line.text));
    if let Some(end) = end {
        return (end > 0).then_some(end + 1);
    }
    let group = lines.first()?.group;
    let length = lines[..run].iter().take_while(|line| line.group == group).count();
    let has_title = lines[0].text.chars().count() <= 120 && !lines[0].text.ends_with(['.', ':', ';', ',']);
    let has_excerpt =
        lines[..length].iter().skip(1).any(|line| line.text.chars().count() > lines[0].text.chars().count());
    (length >= 2 && has_title && has_excerpt).then_some(length)
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

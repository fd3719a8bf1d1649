//! "Read more" cards: a title, a sentence or two, and a line such as "View →" that leads there.

use super::lines::{Piece, Sort};
use crate::importing::manuscript::Card;

/// What headings over cards say, in English and Spanish.
const OVER_CARDS: &[&str] = &[
    "more resources",
    "related resources",
    "related articles",
    "related reading",
    "related posts",
    "related guides",
    "related content",
    "read more",
    "read next",
    "further reading",
    "more to read",
    "more reading",
    "more articles",
    "more guides",
    "more from",
    "you may also like",
    "you might also like",
    "keep reading",
    "continue reading",
    "recommended",
    "see also",
    "explore more",
    "learn more",
    "up next",
    "resources to read",
    "more like this",
    "más recursos",
    "recursos relacionados",
    "artículos relacionados",
    "lecturas relacionadas",
    "más artículos",
    "también te puede interesar",
    "te puede interesar",
    "te podría interesar",
    "sigue leyendo",
    "seguir leyendo",
    "lecturas recomendadas",
    "recomendado",
    "más información",
    "más lecturas",
    "leer más",
    "ver también",
];

/// What the line at the end of a card says.
const LEADING_ON: &[&str] = &[
    "view",
    "read",
    "read more",
    "read now",
    "read article",
    "read the article",
    "read this",
    "learn more",
    "see more",
    "view more",
    "view article",
    "open",
    "more",
    "continue reading",
    "continue",
    "find out more",
    "ver",
    "ver más",
    "leer",
    "leer más",
    "leer artículo",
    "más",
    "más información",
    "seguir leyendo",
    "continuar",
];

/// Signs that a line leads on.
const ARROWS: &[char] = &['→', '➔', '➜', '›', '»', '⟶', '➝', '>', '⇒', '↗'];

/// Whether cards may stand under this heading.
pub(super) fn stands_over_cards(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    OVER_CARDS.iter().any(|words| heading.contains(words))
}

/// Whether a line ends a card, or is a call to action by its arrow.
pub(super) fn leads_on(line: &str) -> bool {
    let words = without_arrow(line);
    let has_arrow = words.len() < line.trim_end().len();
    let known = LEADING_ON.contains(&words.to_lowercase().as_str());
    known || (has_arrow && words.split_whitespace().count() <= 5)
}

/// The line without an arrow at its end.
pub(super) fn without_arrow(line: &str) -> &str {
    line.trim().trim_end_matches(|character: char| ARROWS.contains(&character) || character.is_whitespace())
}

/// The cards that the pieces start with, and how many pieces they are. Pieces that are not cards end them.
pub(super) fn read(pieces: &[Piece]) -> (Vec<Card>, Vec<(u64, String)>, usize) {
    let mut cards = Vec::new();
    let mut links = Vec::new();
    let mut taken = 0;
    let mut start = 0;
    while start < pieces.len() {
        let Some(length) = card_length(&pieces[start..]) else { break };
        let card = &pieces[start..start + length];
        let (last, words) = match card.split_last() {
            Some((last, words)) if leads_on(&last.whole) => (Some(last), words),
            _ => (None, card),
        };
        let url = words.iter().find(|piece| is_address(&piece.whole)).map(|piece| piece.whole.clone());
        let mut texts = words.iter().filter(|piece| !is_address(&piece.whole)).map(|piece| piece.whole.as_str());
        let Some(title) = texts.next() else { break };
        let excerpt = texts.collect::<Vec<_>>().join(" ");
        cards.push(Card { line: card[0].line, title: title.to_owned(), excerpt, url });
        links.extend(last.map(|last| (last.line, last.whole.clone())));
        start += length;
        taken = start;
    }
    (cards, links, taken)
}

/// How many pieces the card has that the pieces start with: up to a line that leads on, or a group of lines
/// that starts with a title.
fn card_length(pieces: &[Piece]) -> Option<usize> {
    const PIECES_MAX: usize = 6;
    let plain = |piece: &&Piece| piece.sort == Sort::Words;
    let run = pieces.iter().take(PIECES_MAX).take_while(plain).count();
    let end = pieces[..run].iter().position(|piece| leads_on(&piece.whole));
    if let Some(end) = end {
        return (end > 0).then_some(end + 1);
    }
    let group = pieces.first()?.group;
    let length = pieces[..run].iter().take_while(|piece| piece.group == group).count();
    let titled = pieces[0].whole.chars().count() <= 120 && !pieces[0].whole.ends_with(['.', ':', ';', ',']);
    let told =
        pieces[..length].iter().skip(1).any(|piece| piece.whole.chars().count() > pieces[0].whole.chars().count());
    (length >= 2 && titled && told).then_some(length)
}

fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

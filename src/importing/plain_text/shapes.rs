//! What the pieces of a plain text were on the page: headings, buttons, list items, paragraphs.

use super::cards::leads_on;
use super::lines::{Piece, Sort};

/// What a piece was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading of that level.
    Heading(u8),
    /// A button.
    Button,
    /// An item of a list.
    Item,
    /// A paragraph.
    Paragraph,
    /// A line without words.
    Nothing,
}

const HEADING_CHARACTERS_MAX: usize = 80;
const HEADING_WORDS_MAX: usize = 14;
const BUTTON_WORDS_MAX: usize = 5;

/// From so many words on, a line is prose.
const PROSE_WORDS_MIN: usize = 8;

/// A line of prose right under a heading is longer than this.
const UNDER_HEADING_CHARACTERS_MIN: usize = 60;

/// What buttons begin with, in English and Spanish.
const CALLS: &[&str] = &[
    "explore",
    "contact",
    "call",
    "get",
    "book",
    "learn",
    "start",
    "talk",
    "find",
    "schedule",
    "join",
    "download",
    "read",
    "see",
    "view",
    "sign",
    "subscribe",
    "try",
    "request",
    "donate",
    "discover",
    "begin",
    "speak",
    "chat",
    "apply",
    "register",
    "reserve",
    "browse",
    "visit",
    "ask",
    "watch",
    "shop",
    "message",
    "text",
    "email",
    "contacta",
    "contáctanos",
    "llama",
    "llámanos",
    "explora",
    "descubre",
    "reserva",
    "empieza",
    "comienza",
    "habla",
    "únete",
    "descarga",
    "solicita",
    "pide",
    "conoce",
    "ver",
    "escríbenos",
    "suscríbete",
    "dona",
    "encuentra",
    "agenda",
];

/// What each of the pieces was.
pub(super) fn kinds(pieces: &[Piece]) -> Vec<Kind> {
    let underlined = |index: usize| underline(pieces, index);
    let deeper = (0..pieces.len()).any(|index| underlined(index).is_some());
    let plain_level = if deeper { 3 } else { 2 };
    let numbered = numbered_headings(pieces);
    (0..pieces.len())
        .map(|index| {
            let piece = &pieces[index];
            match piece.sort {
                Sort::Rule(_) => Kind::Nothing,
                Sort::Item { .. } if numbered.contains(&index) => Kind::Heading(plain_level),
                Sort::Item { .. } => Kind::Item,
                Sort::Words => match underlined(index) {
                    Some(level) => Kind::Heading(level),
                    None if is_button(pieces, index) => Kind::Button,
                    None if is_heading(pieces, index) => Kind::Heading(plain_level),
                    None => Kind::Paragraph,
                },
            }
        })
        .collect()
}

/// The level of a heading that is underlined with signs.
fn underline(pieces: &[Piece], index: usize) -> Option<u8> {
    let piece = &pieces[index];
    let below = pieces.get(index + 1)?;
    let under = piece.sort == Sort::Words && piece.alone && below.line == piece.line + 1;
    match below.sort {
        Sort::Rule('=') if under && below.whole.len() >= 3 => Some(1),
        Sort::Rule('-' | '~') if under && below.whole.len() >= 3 => Some(2),
        _ => None,
    }
}

/// The next piece that has words.
fn next(pieces: &[Piece], index: usize) -> Option<&Piece> {
    pieces[index + 1..].iter().find(|piece| !matches!(piece.sort, Sort::Rule(_)))
}

fn is_button(pieces: &[Piece], index: usize) -> bool {
    let piece = &pieces[index];
    if !piece.alone || index == 0 {
        return false;
    }
    if leads_on(&piece.whole) {
        return true;
    }
    let first = piece.whole.split_whitespace().next().unwrap_or_default().to_lowercase();
    let leads_into_text = next(pieces, index).is_some_and(|next| is_prose(next) || !next.alone);
    CALLS.contains(&first.as_str())
        && reads_as_heading(&piece.whole)
        && !piece.whole.ends_with('?')
        && piece.whole.split_whitespace().count() <= BUTTON_WORDS_MAX
        && !leads_into_text
}

fn is_heading(pieces: &[Piece], index: usize) -> bool {
    let piece = &pieces[index];
    let Some(next) = next(pieces, index) else { return false };
    if !reads_as_heading(&piece.whole) {
        return false;
    }
    if piece.alone {
        // Several short lines one after another are a menu, not headings without text.
        return is_prose(next) || !next.alone || !reads_as_heading(&next.whole);
    }
    let opens = index.checked_sub(1).is_none_or(|before| pieces[before].group != piece.group);
    let length = piece.whole.chars().count();
    let under = match next.sort {
        Sort::Item { .. } => true,
        _ => {
            next.whole.chars().count() >= UNDER_HEADING_CHARACTERS_MIN
                && next.whole.starts_with(|first: char| !first.is_lowercase())
        }
    };
    opens && next.group == piece.group && length < UNDER_HEADING_CHARACTERS_MIN && under
}

/// Items with a number that stand alone over prose, if there are several: "1. Listen", and then what it means.
fn numbered_headings(pieces: &[Piece]) -> Vec<usize> {
    let found: Vec<usize> = (0..pieces.len())
        .filter(|index| {
            let piece = &pieces[*index];
            let numbered = matches!(piece.sort, Sort::Item { sign: '1', .. });
            let over_prose = || next(pieces, *index).is_some_and(|next| next.sort == Sort::Words && is_prose(next));
            numbered && piece.alone && reads_as_heading(piece.text()) && over_prose()
        })
        .collect();
    if found.len() > 1 { found } else { Vec::new() }
}

fn is_prose(piece: &Piece) -> bool {
    match piece.sort {
        Sort::Item { .. } => true,
        _ => piece.whole.split_whitespace().count() >= PROSE_WORDS_MIN && !reads_as_heading(&piece.whole),
    }
}

/// A short line without a sign at its end that closes a sentence; a question may be one too.
fn reads_as_heading(text: &str) -> bool {
    let short = text.chars().count() <= HEADING_CHARACTERS_MAX
        && text.split_whitespace().count() <= HEADING_WORDS_MAX
        && text.chars().any(char::is_alphabetic);
    let first = text.chars().next().unwrap_or(' ');
    let starts = !first.is_lowercase() && !"“\"«„([".contains(first);
    let open = !text.ends_with(['.', ',', ';', ':', '!', '…', '”', '"', '»']);
    let one_sentence = ![". ", "! ", "; "].iter().any(|end| text.contains(end)) || text.contains(" vs. ");
    short && starts && open && one_sentence && !text.contains("://") && !text.contains('@')
}

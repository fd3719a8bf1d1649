//! The roles that the lines of a plain text had on the page: headings, buttons, list items, paragraphs.

use super::cards::is_link_line;
use super::lines::{LineKind, TextLine};

/// The role of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineRole {
    /// A heading of this level.
    Heading(u8),
    Button,
    Item,
    Paragraph,
    /// A line without words.
    Nothing,
}

const HEADING_CHARACTERS_MAX: usize = 80;
const HEADING_WORDS_MAX: usize = 14;
const BUTTON_WORDS_MAX: usize = 5;

/// Minimum number of words of a line of prose.
const PROSE_WORDS_MIN: usize = 8;

/// Minimum number of characters of a line of prose directly below a heading.
const UNDER_HEADING_CHARACTERS_MIN: usize = 60;

/// First words of buttons, in English and Spanish.
const BUTTON_VERBS: &str = "\
    explore contact call get book learn start talk find schedule join download read see view sign subscribe try \
    request donate discover begin speak chat apply register reserve browse visit ask watch shop message text email \
    contacta contáctanos llama llámanos explora descubre reserva empieza comienza habla únete descarga solicita pide \
    conoce ver escríbenos suscríbete dona encuentra agenda";

/// Returns the role of each line.
pub(super) fn line_roles(lines: &[TextLine]) -> Vec<LineRole> {
    let underlined = |index: usize| underline(lines, index);
    let has_underlines = (0..lines.len()).any(|index| underlined(index).is_some());
    let plain_level = if has_underlines { 3 } else { 2 };
    let numbered = numbered_headings(lines);
    (0..lines.len())
        .map(|index| {
            let line = &lines[index];
            match line.kind {
                LineKind::Rule(_) => LineRole::Nothing,
                LineKind::Item { .. } if numbered.contains(&index) => LineRole::Heading(plain_level),
                LineKind::Item { .. } => LineRole::Item,
                LineKind::Words => match underlined(index) {
                    Some(level) => LineRole::Heading(level),
                    None if is_button(lines, index) => LineRole::Button,
                    None if is_heading(lines, index) => LineRole::Heading(plain_level),
                    None => LineRole::Paragraph,
                },
            }
        })
        .collect()
}

/// Returns the level of a heading that is underlined with punctuation.
fn underline(lines: &[TextLine], index: usize) -> Option<u8> {
    let line = &lines[index];
    let below = lines.get(index + 1)?;
    let under = line.kind == LineKind::Words && line.alone && below.number == line.number + 1;
    match below.kind {
        LineKind::Rule('=') if under && below.text.len() >= 3 => Some(1),
        LineKind::Rule('-' | '~') if under && below.text.len() >= 3 => Some(2),
        _ => None,
    }
}

/// Returns the next line that has words.
fn next_text_line(lines: &[TextLine], index: usize) -> Option<&TextLine> {
    lines[index + 1..].iter().find(|line| !matches!(line.kind, LineKind::Rule(_)))
}

fn is_button(lines: &[TextLine], index: usize) -> bool {
    let line = &lines[index];
    if !line.alone || index == 0 {
        return false;
    }
    if is_link_line(&line.text) {
        return true;
    }
    let first = line.text.split_whitespace().next().unwrap_or_default().to_lowercase();
    let leads_into_text = next_text_line(lines, index).is_some_and(|next| is_prose(next) || !next.alone);
    BUTTON_VERBS.split(' ').any(|verb| verb == first)
        && reads_as_heading(&line.text)
        && !line.text.ends_with('?')
        && line.text.split_whitespace().count() <= BUTTON_WORDS_MAX
        && !leads_into_text
}

fn is_heading(lines: &[TextLine], index: usize) -> bool {
    let line = &lines[index];
    let Some(next) = next_text_line(lines, index) else { return false };
    if !reads_as_heading(&line.text) {
        return false;
    }
    if line.alone {
        // Several consecutive short lines are a menu, not headings without text.
        return is_prose(next) || !next.alone || !reads_as_heading(&next.text);
    }
    let opens = index.checked_sub(1).is_none_or(|before| lines[before].group != line.group);
    let length = line.text.chars().count();
    let under = match next.kind {
        LineKind::Item { .. } => true,
        _ => {
            next.text.chars().count() >= UNDER_HEADING_CHARACTERS_MIN
                && next.text.starts_with(|first: char| !first.is_lowercase())
        }
    };
    opens && next.group == line.group && length < UNDER_HEADING_CHARACTERS_MIN && under
}

/// Returns the numbered items that are headings: several of them, each alone above prose.
fn numbered_headings(lines: &[TextLine]) -> Vec<usize> {
    let found: Vec<usize> = (0..lines.len())
        .filter(|index| {
            let line = &lines[*index];
            let numbered = matches!(line.kind, LineKind::Item { marker: '1', .. });
            let over_prose =
                || next_text_line(lines, *index).is_some_and(|next| next.kind == LineKind::Words && is_prose(next));
            numbered && line.alone && reads_as_heading(line.item_text()) && over_prose()
        })
        .collect();
    if found.len() > 1 { found } else { Vec::new() }
}

fn is_prose(line: &TextLine) -> bool {
    match line.kind {
        LineKind::Item { .. } => true,
        _ => line.text.split_whitespace().count() >= PROSE_WORDS_MIN && !reads_as_heading(&line.text),
    }
}

/// Returns true for a short line that does not end like a sentence. A question counts.
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

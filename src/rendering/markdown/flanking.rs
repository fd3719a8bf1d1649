//! Decides where `**`, `*` and `~~` work as delimiters by `CommonMark`'s flanking rules.
//!
//! Stricter than the rules, so that parsers with different definitions of punctuation agree.

use crate::rendering::marks::Decorator;

/// A part of a line. Matching `Open` and `Close` tokens have the same number.
#[derive(Debug)]
pub(super) enum Token<'t> {
    Text(&'t str),
    Code(&'t str),
    Break,
    Open(Decorator, usize),
    Close(Decorator, usize),
    LinkOpen,
    /// The content of the parentheses of the link.
    LinkClose(String),
}

/// Returns for each pair of marks true if delimiters work for it. The others are written as tags.
pub(super) fn choose_delimiters(tokens: &[Token<'_>], pairs: usize) -> Vec<bool> {
    // A mark that falls back to tags can make its neighbour fall back. Eight rounds suffice for all but contrived text.
    const ROUNDS_MAX: usize = 8;
    let mut uses_delimiter = vec![true; pairs];
    let is_mark =
        |(index, token): (usize, &Token<'_>)| matches!(token, Token::Open(..) | Token::Close(..)).then_some(index);
    let marks: Vec<usize> = tokens.iter().enumerate().filter_map(is_mark).collect();
    for _ in 0..ROUNDS_MAX {
        let before = uses_delimiter.clone();
        for (place, index) in marks.iter().enumerate() {
            let (Token::Open(_, pair) | Token::Close(_, pair)) = &tokens[*index] else {
                continue;
            };
            if before[*pair] && !is_valid_delimiter(tokens, &marks[..place], *index, &before) {
                uses_delimiter[*pair] = false;
            }
        }
        if before == uses_delimiter {
            return uses_delimiter;
        }
    }
    vec![false; pairs]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CharClass {
    Space,
    Word,
    Punctuation,
    /// Punctuation for some parsers and not for others.
    Ambiguous,
}

/// Returns true if the delimiter at `index`, together with adjacent equal ones, opens or closes as intended. `earlier`
/// has the indexes of the marks before it.
fn is_valid_delimiter(tokens: &[Token<'_>], earlier: &[usize], index: usize, uses_delimiter: &[bool]) -> bool {
    let Some(sign) = delimiter_of(&tokens[index], uses_delimiter) else {
        return false;
    };
    let opens = matches!(tokens[index], Token::Open(..));
    let like = |token: &&Token<'_>| {
        matches!(token, Token::Open(..)) == opens && delimiter_of(token, uses_delimiter) == Some(sign)
    };
    let start = tokens[..index].iter().rposition(|token| !like(&token)).map_or(0, |place| place + 1);
    let left = start.checked_sub(1).map(|place| &tokens[place]);
    let right = tokens[index + 1..].iter().find(|token| !like(token));
    if [left, right].into_iter().flatten().any(|token| delimiter_of(token, uses_delimiter) == Some(sign)) {
        // Adjacent closing and opening runs would be parsed as one run.
        return false;
    }
    let outside_breaks = matches!(if opens { left } else { right }, Some(Token::Break));
    let left = left.map_or(CharClass::Space, |token| class_of(token, |text| text.chars().next_back()));
    let right = right.map_or(CharClass::Space, |token| class_of(token, |text| text.chars().next()));
    let (inside, outside) = if opens { (right, left) } else { (left, right) };
    // A break is written as a tag or as a backslash and a line feed; outside a mark it can be either.
    let outside = if outside_breaks { CharClass::Ambiguous } else { outside };
    let could_do_both = outside != CharClass::Space && (inside, outside) != (CharClass::Word, CharClass::Punctuation);
    if opens && could_do_both && is_inside(tokens, earlier.iter().filter(|mark| **mark < start), sign, uses_delimiter) {
        // It would close the enclosing mark instead of opening its own.
        return false;
    }
    match inside {
        CharClass::Word => true,
        CharClass::Space => false,
        CharClass::Punctuation | CharClass::Ambiguous => matches!(outside, CharClass::Space | CharClass::Punctuation),
    }
}

/// Returns true if a mark with this sign is still open after the marks at the indexes `marks`.
fn is_inside<'m>(
    tokens: &[Token<'_>],
    marks: impl Iterator<Item = &'m usize>,
    sign: char,
    uses_delimiter: &[bool],
) -> bool {
    let with_sign = marks.map(|mark| &tokens[*mark]).filter(|token| delimiter_of(token, uses_delimiter) == Some(sign));
    let open: i32 = with_sign.map(|token| if matches!(token, Token::Open(..)) { 1 } else { -1 }).sum();
    open > 0
}

fn delimiter_of(token: &Token<'_>, uses_delimiter: &[bool]) -> Option<char> {
    let (Token::Open(decorator, pair) | Token::Close(decorator, pair)) = token else {
        return None;
    };
    match decorator {
        _ if !uses_delimiter[*pair] => None,
        Decorator::Strong | Decorator::Em => Some('*'),
        Decorator::StrikeThrough => Some('~'),
        Decorator::Underline | Decorator::Code => None,
    }
}

/// Returns the class of the character at one end of a token: the one that `character` returns for text.
fn class_of(token: &Token<'_>, character: impl Fn(&str) -> Option<char>) -> CharClass {
    match token {
        Token::Text(text) => character(text).map_or(CharClass::Ambiguous, char_class),
        Token::Break => CharClass::Space,
        _ => CharClass::Punctuation,
    }
}

fn char_class(character: char) -> CharClass {
    match character {
        // Enclosed letters are both letters and symbols.
        '\u{2460}'..='\u{24FF}' | '\u{1F100}'..='\u{1F1FF}' => CharClass::Ambiguous,
        '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '¿' | '¡' | '…' | '–' | '—' => {
            CharClass::Punctuation
        }
        character if character.is_whitespace() => CharClass::Space,
        character if character.is_alphanumeric() => CharClass::Word,
        character if character.is_ascii_punctuation() => CharClass::Punctuation,
        _ => CharClass::Ambiguous,
    }
}

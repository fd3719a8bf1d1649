//! Words of a text: runs of letters and digits, folded to ignore case and accents.
//!
//! The full-text index splits and folds in the same way (`unicode61` with `remove_diacritics 2`); a test compares the two.

use std::borrow::Cow;

use unicode_normalization::char::decompose_canonical;

/// A word and its position in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'t> {
    /// Position of the first byte.
    pub start: usize,
    /// The word as written.
    pub text: &'t str,
}

impl<'t> Word<'t> {
    /// Returns the position after the last byte.
    pub fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// Returns the word without case and accents.
    pub fn folded(self) -> Cow<'t, str> {
        fold(self.text)
    }
}

/// Returns the words of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_of_word)?;
        let rest = text.get(start..)?;
        let length = rest.find(|character| !continues_word(character)).unwrap_or(rest.len());
        at = start + length;
        Some(Word { start, text: rest.get(..length)? })
    })
}

fn is_of_word(character: char) -> bool {
    if character.is_ascii() { character.is_ascii_alphanumeric() } else { character.is_alphanumeric() }
}

fn continues_word(character: char) -> bool {
    is_of_word(character) || is_accent(character)
}

/// Returns true for a combining accent, a separate character after its letter.
fn is_accent(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

/// Returns a word in lower case, with Latin letters without accents.
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    let mut folded = String::with_capacity(word.len());
    for character in word.chars().filter(|character| !is_accent(*character)) {
        let mut base = None;
        decompose_canonical(character, |part| base = base.or(Some(part)));
        let letter = base.filter(char::is_ascii).unwrap_or(character);
        folded.extend(letter.to_lowercase());
    }
    Cow::Owned(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).map(|word| word.folded().into_owned()).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits_without_case_and_accents() {
        assert_eq!(folded("Qué DÍA, señor!"), ["que", "dia", "senor"]);
        assert_eq!(folded("don’t — e\u{301}te (24/7)"), ["don", "t", "ete", "24", "7"]);
        assert_eq!(folded(" …-\"' "), Vec::<String>::new());
        assert_eq!(folded("Йод ά"), ["йод", "ά"]);
    }
}

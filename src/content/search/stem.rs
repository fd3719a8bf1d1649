//! English stemmer (M. F. Porter, "An algorithm for suffix stripping", 1980).
//!
//! The full-text index has its own stemmer. This one must return the same stems, so that highlights match search hits;
//! a test compares the two. The maintained crates implement only the successor of this algorithm, with other stems.

use std::borrow::Cow;

/// Words longer or shorter than this, in bytes, are not stemmed.
const BYTES_MAX: usize = 64;
const BYTES_MIN: usize = 3;

/// A suffix and its replacement, applied if enough of the word precedes the suffix.
type SuffixRule = (&'static [u8], &'static [u8]);

const STEP_2: &[SuffixRule] = &[
    (b"ational", b"ate"),
    (b"tional", b"tion"),
    (b"enci", b"ence"),
    (b"anci", b"ance"),
    (b"izer", b"ize"),
    (b"logi", b"log"),
    (b"bli", b"ble"),
    (b"alli", b"al"),
    (b"entli", b"ent"),
    (b"eli", b"e"),
    (b"ousli", b"ous"),
    (b"ization", b"ize"),
    (b"ation", b"ate"),
    (b"ator", b"ate"),
    (b"alism", b"al"),
    (b"iveness", b"ive"),
    (b"fulness", b"ful"),
    (b"ousness", b"ous"),
    (b"aliti", b"al"),
    (b"iviti", b"ive"),
    (b"biliti", b"ble"),
];

const STEP_3: &[SuffixRule] = &[
    (b"ical", b"ic"),
    (b"ness", b""),
    (b"icate", b"ic"),
    (b"iciti", b"ic"),
    (b"ful", b""),
    (b"ative", b""),
    (b"alize", b"al"),
];

/// Suffixes that are removed after two or more syllables.
const STEP_4: &[&[u8]] = &[
    b"al", b"ance", b"ence", b"er", b"ic", b"able", b"ible", b"ant", b"ement", b"ment", b"ent", b"ion", b"ou", b"ism",
    b"ate", b"iti", b"ous", b"ive", b"ize",
];

/// Returns the stem of a folded word.
pub fn stem(word: &str) -> Cow<'_, str> {
    if !(BYTES_MIN..=BYTES_MAX).contains(&word.len()) {
        return Cow::Borrowed(word);
    }
    let mut stem = Stem(word.as_bytes().to_vec());
    stem.strip_plural();
    stem.strip_past_and_participle();
    if stem.0.ends_with(b"y") && stem.has_vowel(stem.0.len() - 1) {
        stem.replace_end(1, b"i");
    }
    stem.apply(STEP_2);
    stem.apply(STEP_3);
    stem.strip_long_suffix();
    stem.strip_final_letters();
    // Only ASCII letters are removed or added, so the result is valid UTF-8.
    String::from_utf8(stem.0).map_or(Cow::Borrowed(word), Cow::Owned)
}

struct Stem(Vec<u8>);

impl Stem {
    fn replace_end(&mut self, length: usize, letters: &[u8]) {
        self.0.truncate(self.0.len() - length);
        self.0.extend_from_slice(letters);
    }

    /// Returns for each of the first `length` letters true if it is a vowel; y is a vowel after a consonant.
    fn vowels(&self, length: usize) -> impl Iterator<Item = bool> + '_ {
        let mut was_consonant = false;
        self.0.iter().take(length).map(move |letter| {
            let is_vowel = b"aeiou".contains(letter) || (*letter == b'y' && was_consonant);
            was_consonant = !is_vowel;
            is_vowel
        })
    }

    fn has_vowel(&self, length: usize) -> bool {
        let mut letters = self.0.iter().take(length).enumerate();
        letters.any(|(index, letter)| b"aeiou".contains(letter) || (*letter == b'y' && index > 0))
    }

    /// Counts how often a consonant follows a vowel in the first `length` letters: roughly the number of syllables.
    fn measure(&self, length: usize) -> usize {
        let mut was_vowel = false;
        let mut measure = 0;
        for is_vowel in self.vowels(length) {
            measure += usize::from(was_vowel && !is_vowel);
            was_vowel = is_vowel;
        }
        measure
    }

    /// Returns true if the first `length` letters end in consonant, vowel, consonant, and the last is not w, x or y.
    fn ends_consonant_vowel_consonant(&self, length: usize) -> bool {
        let last = length.checked_sub(1).and_then(|index| self.0.get(index));
        let kinds: Vec<bool> = self.vowels(length).collect();
        last.is_some_and(|letter| !b"wxy".contains(letter)) && kinds.ends_with(&[false, true, false])
    }

    /// Returns the length before the suffix, if the word has the suffix and is longer.
    fn length_before(&self, ending: &[u8]) -> Option<usize> {
        self.0.strip_suffix(ending).map(<[u8]>::len).filter(|length| *length > 0)
    }

    fn strip_plural(&mut self) {
        let length = self.0.len();
        if self.length_before(b"sses").is_some() || self.length_before(b"ies").is_some() {
            self.0.truncate(length - 2);
        } else if self.0.ends_with(b"s") && !self.0.ends_with(b"ss") {
            self.0.truncate(length - 1);
        }
    }

    fn strip_past_and_participle(&mut self) {
        if let Some(length) = self.length_before(b"eed") {
            if self.measure(length) > 0 {
                self.0.truncate(length + 2);
            }
            return;
        }
        let Some(length) = self.length_before(b"ed").or_else(|| self.length_before(b"ing")) else { return };
        if !self.has_vowel(length) {
            return;
        }
        self.0.truncate(length);
        if [&b"at"[..], b"bl", b"iz"].iter().any(|ending| self.length_before(ending).is_some()) {
            self.0.push(b'e');
        } else if self.ends_in_double_consonant() && !matches!(self.0.last(), Some(b'l' | b's' | b'z')) {
            self.0.pop();
        } else if self.measure(self.0.len()) == 1 && self.ends_consonant_vowel_consonant(self.0.len()) {
            self.0.push(b'e');
        }
    }

    fn ends_in_double_consonant(&self) -> bool {
        matches!(self.0.as_slice(), [.., before, last] if before == last && !b"aeiou".contains(last))
    }

    /// Applies the first rule whose suffix the word has.
    fn apply(&mut self, rules: &[SuffixRule]) {
        let found = rules.iter().find_map(|(ending, instead)| Some((self.length_before(ending)?, *instead)));
        if let Some((length, instead)) = found
            && self.measure(length) > 0
        {
            self.replace_end(self.0.len() - length, instead);
        }
    }

    fn strip_long_suffix(&mut self) {
        let Some((length, ending)) = STEP_4.iter().find_map(|ending| Some((self.length_before(ending)?, *ending)))
        else {
            return;
        };
        let fits = ending != b"ion" || matches!(self.0.get(length - 1), Some(b's' | b't'));
        if fits && self.measure(length) > 1 {
            self.0.truncate(length);
        }
    }

    fn strip_final_letters(&mut self) {
        if self.0.ends_with(b"e") {
            let length = self.0.len() - 1;
            let measure = self.measure(length);
            if measure > 1 || (measure == 1 && !self.ends_consonant_vowel_consonant(length)) {
                self.0.truncate(length);
            }
        }
        if self.0.ends_with(b"ll") && self.measure(self.0.len() - 1) > 1 {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["relapse", "relapses", "relapsed", "relapsing"][..],
            &["hope", "hoped", "hoping", "hopes"],
            &["stop", "stopped", "stopping", "stops"],
            &["treatment", "treatments"],
            &["worry", "worries", "worried"],
            &["connect", "connection", "connections", "connecting"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
        assert_eq!((stem("no"), stem("as"), stem("día")), ("no".into(), "as".into(), "día".into()));
    }
}

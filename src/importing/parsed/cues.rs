//! Cues: words with which a text suggests a quotation or warns against it.
//!
//! English and Spanish. A quotation without a preceding cue stays a quotation.

use super::cue_words::{
    BEFORE_VERBS, JOINING, OTHERS_SPEAK, SUGGESTING, SUGGESTING_HEADINGS, SUGGESTING_VERBS, WARNING,
};

/// The effect of the words before a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// The quotation is something to say.
    Suggests,
    /// The quotation is something to avoid.
    WarnsAgainst,
}

/// Maximum number of words between a cue and its quotation.
const WORDS_BETWEEN_MAX: usize = 5;

/// Returns the last cue before a quotation in the same sentence.
pub(super) fn cue_before(lead: &str) -> Option<Cue> {
    let sentence = last_sentence(lead).to_lowercase().replace('’', "'");
    let found =
        |cues: &[&str]| cues.iter().filter_map(|cue| last_word_match(&sentence, cue)).max_by_key(|found| found.1);
    let verbs = SUGGESTING_VERBS
        .iter()
        .filter_map(|verb| last_word_match(&sentence, verb))
        .filter(|(start, _)| starts_a_clause(&sentence[..*start]))
        .max_by_key(|found| found.1);
    let offering = [found(SUGGESTING), verbs].into_iter().flatten().max_by_key(|found| found.1);
    let (cue, (_, end)) = match (offering, found(WARNING)) {
        // "don't say" ends at the same offset as its "say". If both end there, the warning is the longer match.
        (Some(offers), Some(warns)) if offers.1 > warns.1 => (Cue::Suggests, offers),
        (_, Some(warns)) => (Cue::WarnsAgainst, warns),
        (Some(offers), None) => (Cue::Suggests, offers),
        (None, None) => return None,
    };
    let between = &sentence[end..];
    let near = between.split_whitespace().count() <= WORDS_BETWEEN_MAX;
    let others = OTHERS_SPEAK.iter().any(|words| last_word_match(between, words).is_some());
    (near && !others).then_some(cue)
}

/// Returns true if the words between two quotations join the second to the first.
pub(super) fn joins_quotations(between: &str) -> bool {
    let words = between.trim_matches(|character: char| character.is_whitespace() || ",;:/–—-".contains(character));
    !between.contains(['.', '!', '?']) && JOINING.contains(&words.to_lowercase().as_str())
}

/// Returns true if a quotation in a block of its own below this heading is a suggestion.
pub(super) fn suggests_phrases(heading: &str) -> bool {
    let heading = heading.to_lowercase().replace('’', "'");
    SUGGESTING_HEADINGS.iter().any(|cue| last_word_match(&heading, cue).is_some())
        && !["not", "never", "avoid", "no", "evita"].iter().any(|word| last_word_match(&heading, word).is_some())
}

/// Returns the text after the last end of a sentence.
fn last_sentence(text: &str) -> &str {
    let mut ends =
        text.char_indices().rev().filter(|(_, character)| ".!?\n".contains(*character)).map(|(index, _)| index + 1);
    let end = ends.find(|end| text[*end..].starts_with(char::is_whitespace) || text[..*end].ends_with('\n'));
    &text[end.unwrap_or(0)..]
}

/// Returns the start and end of the last match of `words` as whole words.
fn last_word_match(text: &str, words: &str) -> Option<(usize, usize)> {
    text.rmatch_indices(words)
        .find(|(start, found)| {
            let after = &text[start + found.len()..];
            !text[..*start].ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        })
        .map(|(start, found)| (start, start + found.len()))
}

fn starts_a_clause(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty()
        || before.ends_with(|character: char| ",;:–—(-".contains(character))
        || before.split_whitespace().next_back().is_some_and(|word| BEFORE_VERBS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::{Cue, cue_before, joins_quotations, suggests_phrases};

    #[test]
    fn suggesting_words_are_recognized_in_both_languages() {
        for lead in [
            "Phrases like ",
            "It is late. You could say: ",
            "Try ",
            "Then calmly say, ",
            "Instead, try ",
            "Ask them, ",
            "Frases como ",
            "Podrías decirle: ",
            "Si se enfada, dile: ",
            "Try saying something like ",
        ] {
            assert_eq!(cue_before(lead), Some(Cue::Suggests), "{lead}");
        }
    }

    #[test]
    fn warning_words_are_not_suggestions() {
        for lead in ["Instead of ", "Don’t say ", "Never say things such as ", "Avoid ", "En lugar de ", "No digas "]
        {
            assert_eq!(cue_before(lead), Some(Cue::WarnsAgainst), "{lead}");
        }
    }

    #[test]
    fn reported_speech_is_not_a_cue() {
        for lead in [
            "She said ",
            "They may tell you that ",
            "Labels such as ",
            "You could say no. He answered ",
            "You could try to leave before he says ",
            "It is easy to say ",
            "Try to keep calm when your brother shouts at the door ",
            "Even if the answer is ",
        ] {
            assert_eq!(cue_before(lead), None, "{lead}");
        }
    }

    #[test]
    fn only_conjunctions_join_quotations() {
        assert!(joins_quotations(" or ") && joins_quotations(", ") && joins_quotations(" o incluso "));
        assert!(!joins_quotations(" but never ") && !joins_quotations(". And "));
    }

    #[test]
    fn headings_suggest_phrases() {
        assert!(suggests_phrases("What to say first") && suggests_phrases("Frases que ayudan"));
        assert!(!suggests_phrases("What not to say") && !suggests_phrases("What to do"));
    }
}

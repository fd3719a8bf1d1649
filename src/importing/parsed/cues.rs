//! Cues: the words by which a text offers a quotation as something to say, or warns of it.
//!
//! English and Spanish. A quotation without one of them before it stays a quotation.

use super::cue_words::{
    BEFORE_VERBS, JOINING, OTHERS_SPEAK, SUGGESTING, SUGGESTING_HEADINGS, SUGGESTING_VERBS, WARNING,
};

/// What the words before a quotation make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Something to say.
    Suggests,
    /// Something better left unsaid.
    WarnsAgainst,
}

/// More words than this between a cue and its quotation, and it is the cue of something else.
const WORDS_BETWEEN_MAX: usize = 5;

/// What the words of the same sentence before a quotation make of it.
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
        // "don't say" ends where its "say" does: of two that end alike, the warning is the longer.
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

/// Whether the words between two quotations join the second to the first.
pub(super) fn joins_quotations(between: &str) -> bool {
    let words = between.trim_matches(|character: char| character.is_whitespace() || ",;:/–—-".contains(character));
    !between.contains(['.', '!', '?']) && JOINING.contains(&words.to_lowercase().as_str())
}

/// Whether quotations that stand alone under this heading are things to say.
pub(super) fn suggests_phrases(heading: &str) -> bool {
    let heading = heading.to_lowercase().replace('’', "'");
    SUGGESTING_HEADINGS.iter().any(|cue| last_word_match(&heading, cue).is_some())
        && !["not", "never", "avoid", "no", "evita"].iter().any(|word| last_word_match(&heading, word).is_some())
}

/// What follows the last end of a sentence.
fn last_sentence(text: &str) -> &str {
    let mut ends = text.char_indices().rev().filter(|(_, sign)| ".!?\n".contains(*sign)).map(|(index, _)| index + 1);
    let end = ends.find(|end| text[*end..].starts_with(char::is_whitespace) || text[..*end].ends_with('\n'));
    &text[end.unwrap_or(0)..]
}

/// Where `words` stand last in the text as whole words: start and end.
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
    fn words_that_offer_are_known_in_both_languages() {
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
    fn words_that_warn_are_no_offers() {
        for lead in ["Instead of ", "Don’t say ", "Never say things such as ", "Avoid ", "En lugar de ", "No digas "]
        {
            assert_eq!(cue_before(lead), Some(Cue::WarnsAgainst), "{lead}");
        }
    }

    #[test]
    fn reports_of_speech_are_neither() {
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
    fn only_bare_joints_join() {
        assert!(joins_quotations(" or ") && joins_quotations(", ") && joins_quotations(" o incluso "));
        assert!(!joins_quotations(" but never ") && !joins_quotations(". And "));
    }

    #[test]
    fn headings_offer_what_stands_below() {
        assert!(suggests_phrases("What to say first") && suggests_phrases("Frases que ayudan"));
        assert!(!suggests_phrases("What not to say") && !suggests_phrases("What to do"));
    }
}

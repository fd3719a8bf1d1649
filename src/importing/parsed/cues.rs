//! Cues: the words by which a text offers a quotation as something to say, or warns of it.
//!
//! English and Spanish. A quotation without one of them before it stays a quotation.

/// What the words before a quotation make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// Something to say.
    Suggests,
    /// Something better left unsaid.
    WarnsAgainst,
}

/// What offers, wherever it stands in a sentence.
const SUGGESTING: &[&str] = &[
    "phrases like",
    "phrases such as",
    "phrase like",
    "phrase such as",
    "sentences like",
    "sentence like",
    "words like",
    "words such as",
    "statements like",
    "statement like",
    "lines like",
    "line like",
    "questions like",
    "question like",
    "questions such as",
    "something like",
    "something along the lines of",
    "things like",
    "you could say",
    "you can say",
    "you might say",
    "you may say",
    "you can also say",
    "you could also say",
    "you could ask",
    "you can ask",
    "you might ask",
    "could try",
    "can try",
    "might try",
    "try saying",
    "try asking",
    "you could tell them",
    "you can tell them",
    "let them know",
    "respond with",
    "reply with",
    "answer with",
    "open with",
    "begin with",
    "start with",
    "it can help to say",
    "it may help to say",
    "it helps to say",
    "you could text",
    "you could write",
    "you can write",
    "frases como",
    "frase como",
    "palabras como",
    "preguntas como",
    "pregunta como",
    "puedes decir",
    "puedes decirle",
    "puedes decirles",
    "podrías decir",
    "podrías decirle",
    "podrías decirles",
    "podés decir",
    "puede decir",
    "puede decirle",
    "podría decir",
    "prueba con",
    "prueba a decir",
    "intenta decir",
    "intenta con",
    "di algo como",
    "decir algo como",
    "decirle algo como",
    "algo como",
    "cosas como",
    "puedes preguntar",
    "puedes preguntarle",
    "podrías preguntar",
    "podrías preguntarle",
    "responde con",
    "empieza con",
    "ayuda decir",
    "puede ayudar decir",
];

/// What offers only where a sentence or a clause begins with it, or behind one of [`BEFORE_VERBS`].
const SUGGESTING_VERBS: &[&str] = &[
    "say",
    "try",
    "ask",
    "ask them",
    "ask gently",
    "tell them",
    "say to them",
    "say instead",
    "say something like",
    "try this",
    "reply",
    "respond",
    "di",
    "dile",
    "diles",
    "diga",
    "dígale",
    "pregunta",
    "pregúntale",
    "prueba",
    "responde",
    "respóndele",
];

/// Words behind which a verb of [`SUGGESTING_VERBS`] still tells the reader what to do.
const BEFORE_VERBS: &[&str] =
    &["or", "and", "then", "just", "simply", "instead", "gently", "calmly", "please", "o", "y", "luego", "mejor"];

/// What warns of the words that follow.
const WARNING: &[&str] = &[
    "instead of",
    "rather than",
    "avoid",
    "avoid saying",
    "don't say",
    "do not say",
    "don't tell them",
    "don't ask",
    "never say",
    "never ask",
    "not say",
    "not to say",
    "stop saying",
    "without saying",
    "don't try",
    "en lugar de",
    "en vez de",
    "evita",
    "evita decir",
    "evite",
    "no digas",
    "nunca digas",
    "no le digas",
    "no diga",
    "sin decir",
];

/// More words than this between a cue and its quotation, and it is the cue of something else.
const WORDS_BETWEEN_MAX: usize = 5;

/// Who speaks when these stand between a cue and its quotation is somebody else.
const OTHERS_SPEAK: &[&str] = &[
    "he says",
    "she says",
    "they say",
    "he said",
    "she said",
    "they said",
    "says",
    "said",
    "who say",
    "and hear",
    "dice",
    "dicen",
    "dijo",
    "dijeron",
];

/// Headings under which quotations that stand alone are things to say.
const SUGGESTING_HEADINGS: &[&str] = &[
    "what to say",
    "things to say",
    "things you can say",
    "things you could say",
    "what you can say",
    "what you could say",
    "what you might say",
    "phrases to try",
    "phrases that help",
    "helpful phrases",
    "words that help",
    "words to use",
    "say this",
    "try saying",
    "conversation starters",
    "qué decir",
    "que decir",
    "frases que ayudan",
    "frases útiles",
    "cosas que puedes decir",
    "qué puedes decir",
];

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
pub(super) fn joins(between: &str) -> bool {
    const JOINING: &[&str] = &[
        "",
        "or",
        "and",
        "or even",
        "or just",
        "or simply",
        "or perhaps",
        "or maybe",
        "and then",
        "then",
        "and also",
        "o",
        "u",
        "y",
        "e",
        "o incluso",
        "o quizá",
        "o simplemente",
        "y también",
    ];
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
    use super::{Cue, cue_before, joins, suggests_phrases};

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
        assert!(joins(" or ") && joins(", ") && joins(" o incluso "));
        assert!(!joins(" but never ") && !joins(". And "));
    }

    #[test]
    fn headings_offer_what_stands_below() {
        assert!(suggests_phrases("What to say first") && suggests_phrases("Frases que ayudan"));
        assert!(!suggests_phrases("What not to say") && !suggests_phrases("What to do"));
    }
}

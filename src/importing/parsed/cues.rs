//! Cues: words with which a text suggests a quotation or warns against it.
//!
//! English and Spanish, in lists separated by commas. A quotation without a preceding cue stays a quotation.

/// Suggesting words, anywhere in a sentence.
const SUGGESTING: &str = "\
    phrases like, phrases such as, phrase like, phrase such as, sentences like, sentence like, words like, \
    words such as, statements like, statement like, lines like, line like, questions like, question like, \
    questions such as, something like, something along the lines of, things like, you could say, you can say, \
    you might say, you may say, you can also say, you could also say, you could ask, you can ask, you might ask, \
    could try, can try, might try, try saying, try asking, you could tell them, you can tell them, let them know, \
    respond with, reply with, answer with, open with, begin with, start with, it can help to say, it may help to say, \
    it helps to say, you could text, you could write, you can write, frases como, frase como, palabras como, \
    preguntas como, pregunta como, puedes decir, puedes decirle, puedes decirles, podrías decir, podrías decirle, \
    podrías decirles, podés decir, puede decir, puede decirle, podría decir, prueba con, prueba a decir, \
    intenta decir, intenta con, di algo como, decir algo como, decirle algo como, algo como, cosas como, \
    puedes preguntar, puedes preguntarle, podrías preguntar, podrías preguntarle, responde con, empieza con, \
    ayuda decir, puede ayudar decir";

/// Words that suggest only at the start of a sentence or clause, or after one of [`BEFORE_VERBS`].
const SUGGESTING_VERBS: &str = "\
    say, try, ask, ask them, ask gently, tell them, say to them, say instead, say something like, try this, reply, \
    respond, di, dile, diles, diga, dígale, pregunta, pregúntale, prueba, responde, respóndele";

/// Words after which a verb of [`SUGGESTING_VERBS`] still addresses the reader.
const BEFORE_VERBS: &str = "or, and, then, just, simply, instead, gently, calmly, please, o, y, luego, mejor";

/// Words that warn against the words after them.
const WARNING: &str = "\
    instead of, rather than, avoid, avoid saying, don't say, do not say, don't tell them, don't ask, never say, \
    never ask, not say, not to say, stop saying, without saying, don't try, en lugar de, en vez de, evita, \
    evita decir, evite, no digas, nunca digas, no le digas, no diga, sin decir";

/// Words between a cue and its quotation that attribute the quotation to somebody else.
const OTHERS_SPEAK: &str = "\
    he says, she says, they say, he said, she said, they said, says, said, who say, and hear, dice, dicen, dijo, \
    dijeron";

/// Headings below which a quotation in a block of its own is a suggestion.
const SUGGESTING_HEADINGS: &str = "\
    what to say, things to say, things you can say, things you could say, what you can say, what you could say, \
    what you might say, phrases to try, phrases that help, helpful phrases, words that help, words to use, say this, \
    try saying, conversation starters, qué decir, que decir, frases que ayudan, frases útiles, \
    cosas que puedes decir, qué puedes decir";

/// Words that join a quotation to the previous one.
const JOINING: &str = "\
    or, and, or even, or just, or simply, or perhaps, or maybe, and then, then, and also, o, u, y, e, o incluso, \
    o quizá, o simplemente, y también";

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
        |cues: &str| cues.split(", ").filter_map(|cue| last_word_match(&sentence, cue)).max_by_key(|found| found.1);
    let verbs = SUGGESTING_VERBS
        .split(", ")
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
    let others = OTHERS_SPEAK.split(", ").any(|words| last_word_match(between, words).is_some());
    (near && !others).then_some(cue)
}

/// Returns true if the words between two quotations join the second to the first.
pub(super) fn joins_quotations(between: &str) -> bool {
    let words = between.trim_matches(|character: char| character.is_whitespace() || ",;:/–—-".contains(character));
    let joins = || JOINING.split(", ").any(|joining| joining == words.to_lowercase());
    !between.contains(['.', '!', '?']) && (words.is_empty() || joins())
}

/// Returns true if a quotation in a block of its own below this heading is a suggestion.
pub(super) fn suggests_phrases(heading: &str) -> bool {
    let heading = heading.to_lowercase().replace('’', "'");
    SUGGESTING_HEADINGS.split(", ").any(|cue| last_word_match(&heading, cue).is_some())
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
        || before.split_whitespace().next_back().is_some_and(|word| BEFORE_VERBS.split(", ").any(|known| known == word))
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

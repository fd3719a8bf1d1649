//! Word counts of bodies and texts.

use super::published::PublishedBlock;

/// Counts the words of a body, including phrases and buttons.
pub fn count_words(body: &[PublishedBlock]) -> usize {
    body.iter()
        .map(|block| match block {
            PublishedBlock::Block(text) => count_text_words(&text.text()),
            PublishedBlock::SuggestedPhrase(phrase) => count_text_words(&phrase.phrase.text),
            PublishedBlock::Callout(callout) => count_words(&callout.content),
            PublishedBlock::CallToAction(call) => {
                call.text.as_deref().map_or(0, count_text_words) + count_text_words(&call.label)
            }
        })
        .sum()
}

/// Counts the runs of characters between white space that contain a letter or a digit.
pub fn count_text_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

//! Counting the words a reader reads.

use super::published::PublishedBlock;

/// The words of a body, those of its phrases and buttons included.
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

/// Runs of characters between white space that hold a letter or a digit.
pub fn count_text_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

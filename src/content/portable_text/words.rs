//! Counting the words a reader reads.

use super::published::PublishedBlock;

/// The words of a body, those of its phrases and buttons included.
pub fn count_words(body: &[PublishedBlock]) -> usize {
    body.iter()
        .map(|block| match block {
            PublishedBlock::Block(text) => {
                let joined: String = text.children.iter().map(|span| span.text.as_str()).collect();
                words_of(&joined)
            }
            PublishedBlock::SuggestedPhrase(phrase) => words_of(&phrase.phrase.text),
            PublishedBlock::Callout(callout) => count_words(&callout.content),
            PublishedBlock::CallToAction(call) => call.text.as_deref().map_or(0, words_of) + words_of(&call.label),
        })
        .sum()
}

/// Runs of characters between white space that hold a letter or a digit.
pub fn words_of(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

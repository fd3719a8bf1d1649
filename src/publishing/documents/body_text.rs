//! Text of a body for the search index: its words without addresses and markup, and its phrases separately.

use crate::content::portable_text::{PublishedBlock, PublishedMarkDef};

/// The text of a body.
#[derive(Default)]
pub(super) struct BodyText {
    /// The text without standalone phrases: one line for each paragraph, list item and button.
    pub(super) text: String,
    /// The phrases of the body.
    pub(super) phrases: Vec<String>,
}

/// Extracts the text of a body.
pub(super) fn extract_text(body: &[PublishedBlock]) -> BodyText {
    let mut text = BodyText::default();
    text.read(body);
    text
}

impl BodyText {
    fn read(&mut self, body: &[PublishedBlock]) {
        for block in body {
            match block {
                PublishedBlock::Block(block) => {
                    let line = block.text();
                    self.add_line(&line);
                    for mark in &block.mark_defs {
                        if let PublishedMarkDef::Phrase(mark) = mark {
                            self.phrases.push(mark.phrase.text.clone());
                        }
                    }
                }
                PublishedBlock::SuggestedPhrase(phrase) => self.phrases.push(phrase.phrase.text.clone()),
                PublishedBlock::Callout(callout) => self.read(&callout.content),
                PublishedBlock::CallToAction(call) => {
                    call.text.iter().for_each(|text| self.add_line(text));
                    self.add_line(&call.label);
                }
            }
        }
    }

    fn add_line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
    }
}

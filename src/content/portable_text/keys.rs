//! Generation of missing keys from the content itself. The same text always gets the same keys, and an edit elsewhere
//! changes none of them.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::blocks::{Block, LinkMark, MarkDef, TextBlock};

impl Block {
    /// Returns the `_key` of the block.
    pub fn key(&self) -> &str {
        match self {
            Self::Block(block) => &block.key,
            Self::SuggestedPhrase(block) => &block.key,
            Self::Callout(block) => &block.key,
            Self::CallToAction(block) => &block.key,
        }
    }

    fn key_mut(&mut self) -> &mut String {
        match self {
            Self::Block(block) => &mut block.key,
            Self::SuggestedPhrase(block) => &mut block.key,
            Self::Callout(block) => &mut block.key,
            Self::CallToAction(block) => &mut block.key,
        }
    }
}

impl MarkDef {
    /// Returns the `_key` of the annotation.
    pub fn key(&self) -> &str {
        match self {
            Self::Link(LinkMark::Url(link)) => &link.key,
            Self::Link(LinkMark::Article(link)) => &link.key,
            Self::Phrase(phrase) => &phrase.key,
        }
    }
}

/// Gives each block and child without a `_key` one that is unique among its siblings.
pub fn fill_keys(blocks: &mut [Block]) {
    for block in blocks.iter_mut() {
        match block {
            Block::Block(text) => fill_child_keys(text),
            Block::Callout(callout) => fill_keys(&mut callout.content),
            Block::SuggestedPhrase(_) | Block::CallToAction(_) => {}
        }
    }
    let mut taken: HashSet<String> = blocks.iter().map(|block| block.key().to_owned()).collect();
    let mut rounds = HashMap::new();
    for block in blocks.iter_mut().filter(|block| block.key().is_empty()) {
        let key = free_key(block, &mut taken, &mut rounds);
        *block.key_mut() = key;
    }
}

fn fill_child_keys(block: &mut TextBlock) {
    let mut taken: HashSet<String> = block.children.iter().map(|span| span.key.clone()).collect();
    let mut rounds = HashMap::new();
    for span in block.children.iter_mut().filter(|span| span.key.is_empty()) {
        span.key = free_key(span, &mut taken, &mut rounds);
    }
}

/// Generates an unused key. `rounds` counts the attempts for each content, so that many equal siblings do not each
/// start from the first.
fn free_key(content: &impl Serialize, taken: &mut HashSet<String>, rounds: &mut HashMap<Vec<u8>, u32>) -> String {
    let text = serde_json::to_vec(content).unwrap_or_default();
    let round = rounds.entry(text.clone()).or_default();
    loop {
        let digest = Sha256::new().chain_update(&text).chain_update(round.to_be_bytes()).finalize();
        let key: String = hex::encode(&digest[..6]);
        *round += 1;
        if taken.insert(key.clone()) {
            return key;
        }
    }
}

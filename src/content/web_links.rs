//! Web links: the `http` and `https` URLs in content.

use std::collections::BTreeSet;

use super::Content;
use super::portable_text::{Block, LinkMark, MarkDef};

impl Content {
    /// Returns all `http` and `https` URLs of links.
    pub fn web_urls(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        match self {
            Self::Article(article) => {
                article.sections.iter().flat_map(|section| &section.body).for_each(|block| gather(block, &mut found));
            }
            Self::Resource(resource) => found.extend(resource.url.iter().chain(&resource.fallback_url).cloned()),
            Self::Phrase(_) | Self::Topic(_) => {}
        }
        found.retain(|address| address.starts_with("http://") || address.starts_with("https://"));
        found
    }
}

fn gather(block: &Block, found: &mut BTreeSet<String>) {
    match block {
        Block::Block(text) => found.extend(text.mark_defs.iter().filter_map(|mark_def| match mark_def {
            MarkDef::Link(LinkMark::Url(link)) => Some(link.href.clone()),
            MarkDef::Link(LinkMark::Article(_)) | MarkDef::Phrase(_) => None,
        })),
        Block::Callout(callout) => callout.content.iter().for_each(|block| gather(block, found)),
        Block::CallToAction(call) => {
            found.insert(call.url.clone());
        }
        Block::SuggestedPhrase(_) => {}
    }
}

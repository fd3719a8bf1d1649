//! The links of a body to anchors.

use super::blocks::{Block, LinkMark, MarkDef};
use crate::content::Id;

/// A link to a section by its anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorLink {
    /// The article of the section; `None` for the article that contains the link.
    pub target: Option<Id>,
    /// The anchor.
    pub anchor: String,
    /// The JSON Pointer of the anchor.
    pub pointer: String,
}

/// Returns all links to anchors in reading order. `pointer` is the JSON Pointer of the body.
pub fn anchor_links(body: &[Block], pointer: &str) -> Vec<AnchorLink> {
    let mut found = Vec::new();
    collect(body, pointer, &mut found);
    found
}

fn collect(blocks: &[Block], pointer: &str, found: &mut Vec<AnchorLink>) {
    for (index, block) in blocks.iter().enumerate() {
        let at = format!("{pointer}/{index}");
        match block {
            Block::Block(text) => {
                let marks = text.mark_defs.iter().enumerate();
                found.extend(marks.filter_map(|(mark, mark_def)| link_of(mark_def, &format!("{at}/markDefs/{mark}"))));
            }
            Block::Callout(callout) => collect(&callout.content, &format!("{at}/content"), found),
            Block::SuggestedPhrase(_) | Block::CallToAction(_) => {}
        }
    }
}

fn link_of(mark_def: &MarkDef, at: &str) -> Option<AnchorLink> {
    match mark_def {
        MarkDef::Link(LinkMark::Article(link)) => {
            let anchor = link.anchor.as_ref()?.to_string();
            Some(AnchorLink { target: Some(link.article_id), anchor, pointer: format!("{at}/anchor") })
        }
        MarkDef::Link(LinkMark::Url(link)) => {
            // A bare # is the top of the page.
            let anchor = link.href.strip_prefix('#').filter(|anchor| !anchor.is_empty())?.to_owned();
            Some(AnchorLink { target: None, anchor, pointer: format!("{at}/href") })
        }
        MarkDef::Phrase(_) => None,
    }
}
